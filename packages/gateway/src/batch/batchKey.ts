/** Headers that tell one request from another, not what is asked of the model. */
const perRequest = new Set([
  'x-request-id',
  'x-forwarded-for',
  'traceparent',
  'tracestate',
  'user-agent',
  'ce-id',
  'ce-time',
]);

/** Headers with a meaning here, by length of the name: a cheap way to skip all others. */
const perRequestLengths = new Set([...perRequest].map(name => name.length));

/**
 * What requests of one batch have in common: the path, all headers that the model would see, and the signature of what
 * they ask.
 *
 * @param headers - end-to-end headers, names and values in turn
 */
export function batchKey(
  path: string,
  headers: readonly string[],
  signature: string,
): string {
  let key = `${path}\n${signature}`;
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i].toLowerCase();
    if (perRequestLengths.has(name.length) && perRequest.has(name)) continue;
    key += `\n${name}:${headers[i + 1]}`;
  }
  return key;
}
