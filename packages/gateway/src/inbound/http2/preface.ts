/** What a client that knows that we speak HTTP/2 begins with (RFC 9113 §3.4). */
const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');

/**
 * Whether a connection begins with HTTP/2's preface; undefined: too few bytes to tell.
 */
export function isHttp2(start: Buffer): boolean | undefined {
  const length = Math.min(start.length, preface.length);
  if (start.compare(preface, 0, length, 0, length) !== 0) return false;
  return length === preface.length ? true : undefined;
}
