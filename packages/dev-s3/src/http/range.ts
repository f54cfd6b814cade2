import { S3Error } from './S3Error';

/** Bytes of an object, both ends included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The part of an object that a `Range` header asks for; undefined means the whole object: no header, one that is not
 * understood, or several ranges (which S3 does not serve).
 * @throws S3Error InvalidRange if it lies behind the end
 */
export function parseRange(
  header: string | undefined,
  size: number,
): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  if (match[1] === '') {
    const length = Number(match[2]);
    if (length === 0) throw invalidRange();
    return size === 0
      ? undefined
      : { start: Math.max(0, size - length), end: size - 1 };
  }
  const start = Number(match[1]);
  const end = match[2] === '' ? size - 1 : Number(match[2]);
  if (start >= size) throw invalidRange();
  if (end < start) return undefined;
  return { start, end: Math.min(end, size - 1) };
}

function invalidRange(): S3Error {
  return new S3Error('InvalidRange', 'The requested range is not satisfiable.');
}
