import {
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import {
  createAddressGuard,
  type AddressPolicy,
} from '@greenroom/storage-initializer';

/** A call to an address that a user gave. */
export interface GuardedRequest {
  readonly url: URL;
  readonly method: 'GET' | 'POST' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly policy: AddressPolicy;
  /** What is kept of the answer's body, in bytes. */
  readonly maxBytes: number;
  /** Until the answer's headers, and again until its end. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** The answer; a redirect is an answer like any other, it is not followed. */
export interface GuardedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The body was longer than what is kept. */
  readonly truncated: boolean;
}

/** An answer that did not come in time. */
export class RequestTimeout extends Error {}

/**
 * Calls an address within the address rules: every address of the host is checked, and the connection is made to a
 * checked one. Bounded in time and size.
 *
 * @throws StorageError (`AddressRefused`, …) if the rules forbid the address; RequestTimeout; the socket's error.
 */
export async function guardedRequest(
  call: GuardedRequest,
): Promise<GuardedResponse> {
  const guard = createAddressGuard(call.policy);
  await guard.check(call.url);
  const { httpAgent, httpsAgent } = guard.agents();
  const abort = new AbortController();
  const leave = () => abort.abort(call.signal?.reason);
  call.signal?.addEventListener('abort', leave);
  const inTime = async <T>(what: string, work: Promise<T>): Promise<T> => {
    const timer = setTimeout(
      () =>
        abort.abort(
          new RequestTimeout(
            `${what} took longer than ${call.timeoutMs / 1000} s`,
          ),
        ),
      call.timeoutMs,
    );
    try {
      return await work;
    } catch (error) {
      // The socket's error only says "aborted"
      throw abort.signal.aborted ? abort.signal.reason : error;
    } finally {
      clearTimeout(timer);
    }
  };
  try {
    call.signal?.throwIfAborted();
    const response = await inTime(
      `${call.url.host}: the answer`,
      send(call, {
        agent: call.url.protocol === 'https:' ? httpsAgent : httpAgent,
        signal: abort.signal,
      }),
    );
    const { body, truncated } = await inTime(
      `${call.url.host}: the rest of the answer`,
      readBody(response, call.maxBytes),
    );
    return {
      status: response.statusCode ?? 0,
      headers: plainHeaders(response),
      body,
      truncated,
    };
  } finally {
    call.signal?.removeEventListener('abort', leave);
    httpAgent.destroy();
    httpsAgent.destroy();
  }
}

function send(
  call: GuardedRequest,
  options: Pick<RequestOptions, 'agent' | 'signal'>,
): Promise<IncomingMessage> {
  const request = call.url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const sent = request(
      call.url,
      {
        ...options,
        method: call.method,
        headers: {
          ...call.headers,
          // An answer is shown as text: nothing to unpack, and no bomb to unpack
          'accept-encoding': 'identity',
          ...(call.body !== undefined && {
            'content-length': Buffer.byteLength(call.body),
          }),
        },
      },
      resolve,
    );
    sent.on('error', reject);
    sent.end(call.body);
  });
}

async function readBody(
  response: IncomingMessage,
  maxBytes: number,
): Promise<{ body: string; truncated: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxBytes) break; // leaving the loop ends the connection
  }
  return {
    body: Buffer.concat(chunks).subarray(0, maxBytes).toString('utf8'),
    truncated: size > maxBytes,
  };
}

/** Without cookies: those are for the browser that they were not sent to. */
function plainHeaders(response: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(response.headers).flatMap(([name, value]) =>
      value === undefined || name === 'set-cookie'
        ? []
        : [[name, String(value)]],
    ),
  );
}
