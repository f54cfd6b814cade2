import { InputError } from '@backstage/errors';

const MAX_LENGTH = 1000;
const MAX_VALUES = 100;

/**
 * Reads the query parameters of one request. Every problem names its parameter; {@link QueryReader.end} refuses those
 * that nobody asked for, since a mistyped filter would otherwise show too much.
 */
export class QueryReader {
  readonly #query: Readonly<Record<string, unknown>>;
  readonly #known = new Set<string>();

  constructor(query: Readonly<Record<string, unknown>>) {
    this.#query = query;
  }

  text(name: string): string | undefined {
    const [value, ...more] = this.texts(name) ?? [];
    if (more.length > 0) {
      throw new InputError(`query parameter ${name} is given more than once`);
    }
    return value;
  }

  /** A parameter that must be there. */
  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) {
      throw new InputError(`query parameter ${name} is required`);
    }
    return value;
  }

  /** Values of a parameter that may be repeated; undefined if it is not there at all. */
  texts(name: string): readonly string[] | undefined {
    this.#known.add(name);
    const given = this.#query[name];
    if (given === undefined) return undefined;
    const values: readonly unknown[] = Array.isArray(given) ? given : [given];
    if (values.length > MAX_VALUES) {
      throw new InputError(
        `query parameter ${name} is given ${values.length} times; at most ${MAX_VALUES} are possible`,
      );
    }
    return values.map(value => {
      if (typeof value !== 'string') {
        throw new InputError(`query parameter ${name} must be a text`);
      }
      if (value.length > MAX_LENGTH || value.includes('\0')) {
        throw new InputError(
          `query parameter ${name} must be at most ${MAX_LENGTH} printable characters`,
        );
      }
      return value;
    });
  }

  flag(name: string): boolean {
    return this.choice(name, ['true', 'false']) === 'true';
  }

  choice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const choice = choices.find(known => known === value);
    if (choice === undefined) {
      throw new InputError(
        `query parameter ${name} must be one of ${choices.join(', ')}`,
      );
    }
    return choice;
  }

  integer(
    name: string,
    bounds: { readonly min: number; readonly max: number },
  ): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN;
    if (!(number >= bounds.min && number <= bounds.max)) {
      throw new InputError(
        `query parameter ${name} must be a whole number from ${bounds.min} to ${bounds.max}`,
      );
    }
    return number;
  }

  /** A moment in ISO 8601, as ms since epoch. */
  moment(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const at = /^\d{4}-\d{2}-\d{2}T/.test(value) ? Date.parse(value) : NaN;
    if (Number.isNaN(at)) {
      throw new InputError(
        `query parameter ${name} must be a time such as 2026-11-21T12:00:00Z`,
      );
    }
    return at;
  }

  /** @throws InputError if there is a parameter that was not read */
  end(): void {
    const unknown = Object.keys(this.#query).filter(
      name => !this.#known.has(name),
    );
    if (unknown.length === 0) return;
    const known = [...this.#known].join(', ') || 'none';
    throw new InputError(
      `unknown query parameter ${unknown.join(', ')}; known here: ${known}`,
    );
  }
}

/** Reads a whole query at once, and nothing may be left over. */
export function readQuery<T>(
  query: Readonly<Record<string, unknown>>,
  read: (reader: QueryReader) => T,
): T {
  const reader = new QueryReader(query);
  const result = read(reader);
  reader.end();
  return result;
}
