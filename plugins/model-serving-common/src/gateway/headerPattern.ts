/** One step of a pattern: by its place among all of them. */
type Step =
  | {
      readonly kind: 'character';
      readonly test: (character: string) => boolean;
      readonly next: number;
    }
  | { readonly kind: 'either'; next: readonly number[] }
  | { readonly kind: 'begin' | 'end'; readonly next: number }
  | { readonly kind: 'found' };

/** Which names of headers a pattern finds. @public */
export interface HeaderPattern {
  /** Whether it is found anywhere in a name. Takes as long as the name and the pattern are long, whatever the pattern. */
  test(name: string): boolean;
}

/** A pattern, or why it is none. @public */
export type ParsedHeaderPattern =
  | { readonly pattern: HeaderPattern; readonly problem?: undefined }
  | { readonly pattern?: undefined; readonly problem: string };

class PatternSyntaxError extends Error {}

/** Repetitions are written out. */
const MAX_STEPS = 1_000;
const MAX_DEPTH = 32;
const FOUND = 0;

/** What a piece of a pattern becomes in front of what follows it. */
type Piece = (next: number) => number;

class Parser {
  readonly #text: string;
  readonly #flags: string;
  readonly #steps: Step[] = [{ kind: 'found' }];
  #at = 0;

  constructor(text: string, ignoresCase: boolean) {
    this.#text = text;
    this.#flags = ignoresCase ? 'is' : 's';
  }

  parse(): [readonly Step[], number] {
    const whole = this.#alternatives(0);
    if (this.#at < this.#text.length)
      throw new PatternSyntaxError(
        "is no regular expression: a ')' closes nothing",
      );
    return [this.#steps, whole(FOUND)];
  }

  #alternatives(depth: number): Piece {
    if (depth > MAX_DEPTH)
      throw new PatternSyntaxError(`nests deeper than ${MAX_DEPTH}`);
    const pieces = [this.#sequence(depth)];
    while (this.#takeIf('|')) pieces.push(this.#sequence(depth));
    if (pieces.length === 1) return pieces[0];
    return next =>
      this.#add({ kind: 'either', next: pieces.map(piece => piece(next)) });
  }

  #sequence(depth: number): Piece {
    const pieces: Piece[] = [];
    while (this.#at < this.#text.length && !/[|)]/.test(this.#text[this.#at]))
      pieces.push(this.#repeated(this.#atom(depth)));
    // Also nothing is a step: repeated, it must not cost without end.
    if (pieces.length === 0)
      return next => this.#add({ kind: 'either', next: [next] });
    return next => pieces.reduceRight((after, piece) => piece(after), next);
  }

  #atom(depth: number): Piece {
    if (this.#takeIf('(')) {
      if (this.#text[this.#at] === '?' && !this.#takeIf('?:'))
        throw new PatternSyntaxError(
          "has a group '(?', which is not supported",
        );
      const inner = this.#alternatives(depth + 1);
      if (!this.#takeIf(')'))
        throw new PatternSyntaxError(
          'is no regular expression: a group does not end',
        );
      return inner;
    }
    if (this.#takeIf('^')) return next => this.#add({ kind: 'begin', next });
    if (this.#takeIf('$')) return next => this.#add({ kind: 'end', next });
    return this.#character();
  }

  /** A character, a class of them, or any. */
  #character(): Piece {
    const rest = this.#text.slice(this.#at);
    const [one] =
      /^(?:\[\^?\]?(?:\\[^]|[^\]\\])*\]|\\[dDwWsS]|\\[^A-Za-z0-9]|[^\\*+?{[])/.exec(
        rest,
      ) ?? [];
    if (one === undefined)
      throw new PatternSyntaxError(
        `is no regular expression: '${rest.slice(0, 8)}' cannot be read`,
      );
    this.#at += one.length;
    if (one.length === 1 && one !== '.' && this.#flags === 's')
      return next =>
        this.#add({ kind: 'character', test: other => other === one, next });
    const expression = this.#expressionOf(one);
    return next =>
      this.#add({
        kind: 'character',
        test: other => expression.test(other),
        next,
      });
  }

  /** Of one character: nothing in it can be tried in several ways. */
  #expressionOf(one: string): RegExp {
    const source = one
      .replace(/^[^\w\\.[]$/, '\\$&')
      // In Go a bracket that comes first is one of the class.
      .replace(/^(\[\^?)\]/, '$1\\]');
    try {
      return new RegExp(`^${source}$`, this.#flags);
    } catch {
      throw new PatternSyntaxError(
        `is no regular expression: '${one}' cannot be read`,
      );
    }
  }

  #repeated(piece: Piece): Piece {
    const [all, sign, from, comma, to] =
      /^(?:([*+?])|\{(\d{1,4})(,?)(\d{0,4})\})\??/.exec(
        this.#text.slice(this.#at),
      ) ?? [];
    if (all === undefined) return piece;
    this.#at += all.length;
    switch (sign) {
      case '*':
        return this.#anyNumber(piece);
      case '+':
        return next => piece(this.#anyNumber(piece)(next));
      case '?':
        return this.#optional(piece);
      default: {
        const least = Number(from);
        if (comma && to === '')
          return next => times(least, piece)(this.#anyNumber(piece)(next));
        const most = comma ? Number(to) : least;
        if (most < least)
          throw new PatternSyntaxError(
            `is no regular expression: '${all}' cannot be`,
          );
        const more = times(most - least, this.#optional(piece));
        return next => times(least, piece)(more(next));
      }
    }
  }

  #anyNumber(piece: Piece): Piece {
    return next => {
      const again: Extract<Step, { kind: 'either' }> = {
        kind: 'either',
        next: [],
      };
      const at = this.#add(again);
      again.next = [piece(at), next];
      return at;
    };
  }

  #optional(piece: Piece): Piece {
    return next => this.#add({ kind: 'either', next: [piece(next), next] });
  }

  #takeIf(wanted: string): boolean {
    if (!this.#text.startsWith(wanted, this.#at)) return false;
    this.#at += wanted.length;
    return true;
  }

  #add(step: Step): number {
    if (this.#steps.length >= MAX_STEPS)
      throw new PatternSyntaxError('is too long');
    this.#steps.push(step);
    return this.#steps.length - 1;
  }
}

function times(count: number, piece: Piece): Piece {
  return next => {
    let at = next;
    for (let i = 0; i < count; i++) at = piece(at);
    return at;
  };
}

/** Goes through a name once, in all ways at the same time. */
class Automaton implements HeaderPattern {
  readonly #steps: readonly Step[];
  readonly #start: number;

  constructor(steps: readonly Step[], start: number) {
    this.#steps = steps;
    this.#start = start;
  }

  test(name: string): boolean {
    let now = new Set<number>();
    for (let at = 0; at <= name.length; at++) {
      const after = new Set<number>();
      this.#reach(this.#start, at, name.length, now);
      for (const place of now) {
        const step = this.#steps[place];
        if (step.kind === 'found') return true;
        if (
          step.kind === 'character' &&
          at < name.length &&
          step.test(name[at])
        )
          this.#reach(step.next, at + 1, name.length, after);
      }
      now = after;
    }
    return false;
  }

  /** Adds a step and all that follow from it without a character. */
  #reach(start: number, at: number, length: number, into: Set<number>): void {
    const open = [start];
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
      if (into.has(place)) continue;
      into.add(place);
      const step = this.#steps[place];
      if (step.kind === 'either') open.push(...step.next);
      else if (
        (step.kind === 'begin' && at === 0) ||
        (step.kind === 'end' && at === length)
      )
        open.push(step.next);
    }
  }
}

/**
 * Reads a regular expression of Go's for names of headers: characters, classes, groups, `|`, `^`, `$` and repetitions;
 * `(?i)` in front: case does not matter. It is not given to JavaScript's own engine: that one tries every way to match, and
 * whoever writes a pattern and names a header could keep a gateway busy for ever.
 * @public
 */
export function parseHeaderPattern(text: string): ParsedHeaderPattern {
  const ignoresCase = text.startsWith('(?i)');
  try {
    const parser = new Parser(ignoresCase ? text.slice(4) : text, ignoresCase);
    return { pattern: new Automaton(...parser.parse()) };
  } catch (error) {
    if (error instanceof PatternSyntaxError) return { problem: error.message };
    throw error;
  }
}
