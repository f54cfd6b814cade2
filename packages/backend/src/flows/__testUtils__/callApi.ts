import type { Answer } from './TestPortal';

/**
 * Calls an API of a portal, over a connection of its own: a server closes one that was idle for seconds, and on a busy
 * machine that may be the moment in which the next call is sent on it.
 */
export async function callApi(options: {
  readonly url: string;
  readonly authorization: string;
  readonly method: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}): Promise<Answer> {
  const { url, authorization, method, body, headers } = options;
  const response = await fetch(url, {
    method,
    headers: {
      authorization,
      connection: 'close',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return {
    status: response.status,
    body: text === '' ? undefined : JSON.parse(text),
  };
}
