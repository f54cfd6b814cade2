/** A pattern of plain characters, `*` (any run) and `?` (one character). */
export interface Wildcard {
  /** Characters by code point; `any` and `one` stand for `*` and `?`. */
  readonly tokens: readonly (string | typeof any | typeof one)[];
}

const any = Symbol('*');
const one = Symbol('?');

/** Reads a pattern; `\` makes the next character plain. */
export function parseWildcard(pattern: string): Wildcard {
  const tokens: Wildcard['tokens'][number][] = [];
  const characters = Array.from(pattern);
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i];
    if (character === '\\' && i + 1 < characters.length)
      tokens.push(characters[++i]);
    else if (character === '*') {
      if (tokens.at(-1) !== any) tokens.push(any);
    } else tokens.push(character === '?' ? one : character);
  }
  return { tokens };
}

/** Whether a pattern has `*` or `?` that mean more than themselves. */
export function isWild({ tokens }: Wildcard): boolean {
  return tokens.some(token => token === any || token === one);
}

/** The text of a pattern that is not wild. */
export function plainText({ tokens }: Wildcard): string {
  return tokens.join('');
}

/** Whether the whole text fits. At most length of text times length of pattern comparisons. */
export function matches({ tokens }: Wildcard, text: string): boolean {
  const characters = Array.from(text);
  let token = 0;
  let at = 0;
  /** Where the last `*` is, and up to where it has taken. */
  let star = -1;
  let taken = 0;
  while (at < characters.length) {
    if (tokens[token] === any) {
      star = token++;
      taken = at;
    } else if (tokens[token] === one || tokens[token] === characters[at]) {
      token++;
      at++;
    } else if (star >= 0) {
      token = star + 1;
      at = ++taken;
    } else {
      return false;
    }
  }
  while (tokens[token] === any) token++;
  return token === tokens.length;
}
