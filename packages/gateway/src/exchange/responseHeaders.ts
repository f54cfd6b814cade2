/** What the gateway passes on of an answer's head, and what it needs to know of it. */
export interface ResponseHeaders {
  /** End-to-end headers, names and values in turn; Content-Length among them. */
  readonly forward: string[];
  readonly contentLength: number | undefined;
  readonly isEventStream: boolean;
}

const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
  // Only announces; Node refuses it where the answer is not chunked. The trailers themselves are passed on.
  'trailer',
]);

const knownLengths = new Set(
  [...hopByHop, 'content-length', 'content-type', 'x-request-id'].map(
    name => name.length,
  ),
);

/**
 * Drops hop-by-hop headers and those that `Connection` names; adds `x-request-id` if the replica did not send one, so
 * that a caller can name the request.
 */
export function readResponseHeaders(
  raw: readonly string[],
  requestId: string,
): ResponseHeaders {
  const forward: string[] = [];
  let contentLength: number | undefined;
  let isEventStream = false;
  let hasRequestId = false;
  let named: string[] | undefined;
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i];
    const value = raw[i + 1];
    if (knownLengths.has(name.length)) {
      const lower = name.toLowerCase();
      if (lower === 'content-length') {
        contentLength = Number(value);
      } else if (lower === 'content-type') {
        isEventStream = /^text\/event-stream\b/i.test(value);
      } else if (lower === 'x-request-id') {
        hasRequestId = true;
      } else if (hopByHop.has(lower)) {
        if (lower === 'connection' && !/^(?:keep-alive|close)$/i.test(value))
          named = value.split(',').map(part => part.trim().toLowerCase());
        continue;
      }
    }
    forward.push(name, value);
  }
  if (!hasRequestId) forward.push('x-request-id', requestId);
  if (!named) return { forward, contentLength, isEventStream };
  const rest: string[] = [];
  for (let i = 0; i < forward.length; i += 2) {
    const lower = forward[i].toLowerCase();
    if (lower === 'content-length' || !named.includes(lower))
      rest.push(forward[i], forward[i + 1]);
  }
  return { forward: rest, contentLength, isEventStream };
}
