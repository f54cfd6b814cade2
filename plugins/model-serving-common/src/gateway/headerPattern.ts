import { RE2JS, RE2JSException } from 're2js';

/** Which names of headers a pattern finds. @public */
export interface HeaderPattern {
  /** Whether it is found anywhere in a name. Takes as long as the name and the pattern are long, whatever the pattern. */
  test(name: string): boolean;
}

/** A pattern, or why it is none. @public */
export type ParsedHeaderPattern =
  | { readonly pattern: HeaderPattern; readonly problem?: undefined }
  | { readonly pattern?: undefined; readonly problem: string };

/** Instructions of what a pattern is compiled to; repetitions are written out. Each character of a name may meet all of them. */
const MAX_SIZE = 1_000;

/**
 * Reads a regular expression of Go's for names of headers. It is not given to JavaScript's own engine: that one tries every
 * way to match, and whoever writes a pattern and names a header could keep a gateway busy for ever.
 * @public
 */
export function parseHeaderPattern(text: string): ParsedHeaderPattern {
  try {
    const pattern = RE2JS.compile(text);
    const size = pattern.programSize();
    if (size <= MAX_SIZE) return { pattern };
    return {
      problem: `is too long: it has ${size} steps with its repetitions written out, of ${MAX_SIZE} that are allowed`,
    };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const reason = error.message.replace(/^error parsing regexp: /, '');
    return { problem: `is no regular expression: ${reason}` };
  }
}
