const forbidden = new Set([
  'authorization',
  'connection',
  'content-length',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Trailers (names and values in turn) that may travel on. Fields about framing, routing, authorization and the
 * connection have no meaning after the body (RFC 9110 §6.5.1), and a receiver that mixes trailers with headers could
 * be misled by them.
 */
export function forwardableTrailers(raw: readonly string[]): readonly string[] {
  if (raw.length === 0) return raw;
  const forward: string[] = [];
  for (let i = 0; i < raw.length; i += 2)
    if (!forbidden.has(raw[i].toLowerCase())) forward.push(raw[i], raw[i + 1]);
  return forward;
}
