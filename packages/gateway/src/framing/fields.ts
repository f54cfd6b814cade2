import { ProtocolError } from './protocolError';

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const notFieldContent = /[^\t\x20-\x7e\x80-\xff]/;

/** One look at a whole block is cheaper than one at each name and value. */
const validBlock =
  /^(?:[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t\x20-\x7e\x80-\xff]*(?:\r\n|$))*$/;

/**
 * Parses header or trailer lines from `start` to the end of the text: names and values in turn. Lines are separated by
 * CRLF, the last one has none.
 *
 * @throws ProtocolError naming the defect.
 */
export function parseFields(text: string, start: number): string[] {
  const block = start === 0 ? text : text.slice(start);
  if (!validBlock.test(block)) throw defectOf(block);
  const fields: string[] = [];
  let position = 0;
  while (position < block.length) {
    let end = block.indexOf('\r\n', position);
    if (end < 0) end = block.length;
    const colon = block.indexOf(':', position);
    fields.push(
      block.slice(position, colon),
      withoutMargin(block, colon + 1, end),
    );
    position = end + 2;
  }
  return fields;
}

/** Whether a lower-case list header contains a token. */
export function hasToken(value: string, wanted: string): boolean {
  if (value === wanted) return true;
  if (!value.includes(wanted)) return false;
  return value.split(',').some(part => part.trim() === wanted);
}

/**
 * The number of a Content-Length.
 *
 * @throws ProtocolError if it is none, or larger than a double counts exactly.
 */
export function parseLength(value: string): number {
  const length = /^\d{1,16}$/.test(value) ? Number(value) : NaN;
  if (!Number.isSafeInteger(length))
    throw new ProtocolError('the Content-Length is not a number');
  return length;
}

function withoutMargin(text: string, start: number, end: number): string {
  let from = start;
  let to = end;
  while (from < to && isBlank(text.charCodeAt(from))) from++;
  while (to > from && isBlank(text.charCodeAt(to - 1))) to--;
  return text.slice(from, to);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** What is wrong with a block that is not valid. */
function defectOf(block: string): ProtocolError {
  for (const line of block.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon < 0) return new ProtocolError('a header line has no colon');
    const name = line.slice(0, colon);
    if (!token.test(name)) return new ProtocolError('a header name is invalid');
    if (notFieldContent.test(line.slice(colon + 1)))
      return new ProtocolError(`the value of the header ${name} is invalid`);
  }
  return new ProtocolError('there is an empty line among the headers');
}
