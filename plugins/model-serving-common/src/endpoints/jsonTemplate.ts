import { isJsonObject } from '../json';

/** Lists of at least this many equal entries are written as a repetition. */
const MIN_REPEATED = 64;

/** How a language writes JSON values. */
export interface Dialect {
  readonly text: (text: string) => string;
  readonly scalar: (value: unknown) => string;
  /** A list of `count` times the same entry, given as written. */
  readonly repeat: (entry: string, count: number) => string;
}

/**
 * A JSON value as an expression of a language. Long lists of equal entries become a repetition, so that a request with an
 * image of zeros is three lines and not a hundred thousand numbers.
 */
export function inDialect(value: unknown, dialect: Dialect): string {
  if (Array.isArray(value)) {
    return isRepetition(value)
      ? dialect.repeat(inDialect(value[0], dialect), value.length)
      : `[${value.map(entry => inDialect(entry, dialect)).join(', ')}]`;
  }
  if (isJsonObject(value)) {
    const fields = Object.entries(value).map(
      ([key, entry]) => `${dialect.text(key)}: ${inDialect(entry, dialect)}`,
    );
    return `{${fields.join(', ')}}`;
  }
  return typeof value === 'string'
    ? dialect.text(value)
    : dialect.scalar(value);
}

/** Python 3. */
export const python: Dialect = {
  text: text => JSON.stringify(text),
  scalar: value => {
    if (typeof value === 'boolean') return value ? 'True' : 'False';
    return value === null ? 'None' : JSON.stringify(value);
  },
  repeat: (entry, count) => `[${entry}] * ${count}`,
};

/** JavaScript. */
export const javascript: Dialect = {
  text: text => JSON.stringify(text),
  scalar: value => JSON.stringify(value),
  repeat: (entry, count) => `Array(${count}).fill(${entry})`,
};

/** Repeats `s` n times with commas between, halving so that long lists stay quick. */
const AWK_REPEAT =
  'function r(s, n,   h) { if (n == 1) return s; h = r(s, int(n / 2)); return h "," h (n % 2 ? "," s : "") }';

/**
 * An awk program that prints a JSON value: how a shell makes a large request without running into the limit of an
 * argument's length.
 */
export function awkProgram(value: unknown): string {
  return `${AWK_REPEAT}\nBEGIN { print ${inAwk(value)} }`;
}

function inAwk(value: unknown): string {
  const pieces = piecesOf(value).reduce<Piece[]>((merged, piece) => {
    const last = merged[merged.length - 1];
    if (typeof piece === 'string' && typeof last === 'string') {
      return [...merged.slice(0, -1), last + piece];
    }
    return [...merged, piece];
  }, []);
  return pieces
    .map(piece =>
      typeof piece === 'string'
        ? JSON.stringify(piece)
        : `"[" r(${inAwk(piece.entry)}, ${piece.count}) "]"`,
    )
    .join(' ');
}

/** JSON text, or a list of equal entries. */
type Piece = string | { readonly entry: unknown; readonly count: number };

function piecesOf(value: unknown): Piece[] {
  if (Array.isArray(value)) {
    return isRepetition(value)
      ? [{ entry: value[0], count: value.length }]
      : ['[', ...separated(value.map(piecesOf)), ']'];
  }
  if (isJsonObject(value)) {
    const fields = Object.entries(value).map(([key, entry]) => [
      `${JSON.stringify(key)}:`,
      ...piecesOf(entry),
    ]);
    return ['{', ...separated(fields), '}'];
  }
  return [JSON.stringify(value)];
}

function separated(lists: readonly (readonly Piece[])[]): Piece[] {
  return lists.flatMap((list, i) => (i === 0 ? list : [',', ...list]));
}

/** Whether a list is long and all its entries are equal. */
function isRepetition(list: readonly unknown[]): boolean {
  if (list.length < MIN_REPEATED) return false;
  const first = JSON.stringify(list[0]);
  return list.every(entry => JSON.stringify(entry) === first);
}
