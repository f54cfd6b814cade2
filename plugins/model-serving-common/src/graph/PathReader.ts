/** A path cannot be read; the message goes on after "the condition". */
export class PathSyntaxError extends Error {}

/** Reads the text of a path from its start to its end. */
export class PathReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtStart(): boolean {
    return this.#at === 0;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  /** What was not read yet. */
  get rest(): string {
    return this.#text.slice(this.#at);
  }

  take(): string {
    return this.#text[this.#at++];
  }

  takeIf(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  skip(length: number): void {
    this.#at += length;
  }

  /** A component up to `.` or `|`, with its escapes. */
  takeKey(): string {
    const start = this.#at;
    while (!this.isAtEnd && !'.|'.includes(this.#text[this.#at]))
      this.#at += this.#text[this.#at] === '\\' ? 2 : 1;
    this.#at = Math.min(this.#at, this.#text.length);
    return this.#text.slice(start, this.#at);
  }

  /**
   * From here to the bracket that closes the one at `offset`. Brackets in strings do not count, nor what `\` stands
   * before. @throws PathSyntaxError if it is never closed
   */
  takeBracketed(offset: number): string {
    const start = this.#at;
    const end = closing(this.#text, start + offset);
    if (end < 0)
      throw new PathSyntaxError(
        `opens '${this.#text.slice(
          start,
          start + offset + 1,
        )}' and never closes it`,
      );
    this.#at = end + 1;
    return this.#text.slice(start, this.#at);
  }

  /** Up to the next comma that is not inside brackets or a string; the comma goes. */
  takeMember(): string {
    const start = this.#at;
    while (!this.isAtEnd && this.#text[this.#at] !== ',') {
      const character = this.#text[this.#at];
      if (character === '\\') this.#at += 2;
      else if (character === '"') this.#at = afterString(this.#text, this.#at);
      else if ('([{'.includes(character)) this.takeBracketed(0);
      else this.#at++;
    }
    this.#at = Math.min(this.#at, this.#text.length);
    const member = this.#text.slice(start, this.#at);
    this.#at++;
    return member;
  }
}

/** Place of the bracket that closes the one at `start`; −1: there is none. */
function closing(text: string, start: number): number {
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const character = text[at];
    if (character === '\\') at += 2;
    else if (character === '"') at = afterString(text, at);
    else {
      if ('([{'.includes(character)) depth++;
      else if (')]}'.includes(character) && --depth === 0) return at;
      at++;
    }
  }
  return -1;
}

function afterString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}
