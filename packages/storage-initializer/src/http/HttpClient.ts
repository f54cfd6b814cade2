import {
  IncomingHttpHeaders,
  IncomingMessage,
  request as httpRequest,
  RequestOptions,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Readable } from 'node:stream';
import { AddressGuard } from '../address/AddressGuard';
import { GuardedAgents } from '../address/GuardedAgents';
import { parseHttpUrl } from '../address/parseHttpUrl';
import { nextHop } from './nextHop';

/** To connect, and between two pieces of an answer. As KServe's initializer reads. */
const idleTimeoutMs = 30_000;
/**
 * One request to a storage.
 */
export interface HttpRequest {
  readonly url: string | URL;
  /** Default `GET`. */
  readonly method?: 'GET' | 'HEAD' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  /** Headers for this origin alone: a redirect to another one goes without them. */
  readonly secretHeaders?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** `manual`: a redirect is an answer like any other. Default `follow`. */
  readonly redirects?: 'follow' | 'manual';
  readonly signal: AbortSignal;
}

/**
 * An answer, whatever its status. `body` must be read or destroyed.
 */
export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** Where the answer came from, after redirects. */
  readonly url: URL;
  readonly body: Readable;
}

/**
 * HTTP within the address rules. Every hop of a redirect is a new connection that the rules check; a redirect from https
 * to http is never followed. Bodies come as they were sent, never decompressed. Nothing is repeated.
 */
export class HttpClient {
  readonly #agents: GuardedAgents;
  readonly #silenceMs: number;

  /**
   * @param guard - decides where connections may go
   * @param options - `silenceMs`: how long a connection may be silent, default 30,000
   */
  constructor(
    guard: AddressGuard,
    options: { readonly silenceMs?: number } = {},
  ) {
    this.#agents = guard.agents();
    this.#silenceMs = options.silenceMs ?? idleTimeoutMs;
  }

  /**
   * Sends a request and follows where it is sent to.
   * @throws StorageError AddressRefused, InvalidUri, StorageUnreachable for redirects that are not followed; errors of
   * Node if the connection fails
   */
  async request(request: HttpRequest): Promise<HttpAnswer> {
    const first = parseHttpUrl(request.url);
    let url = first;
    for (let hops = 0; ; hops++) {
      const message = await this.#send(
        request,
        url,
        url.origin === first.origin,
      );
      const status = message.statusCode ?? 0;
      const { location } = message.headers;
      const isFollowed =
        request.redirects !== 'manual' &&
        [301, 302, 303, 307, 308].includes(status) &&
        location !== undefined;
      if (!isFollowed) {
        return { status, headers: message.headers, url, body: message };
      }
      message.destroy();
      url = nextHop(url, location, hops);
    }
  }

  /** Closes what is open. */
  close(): void {
    this.#agents.httpAgent.destroy();
    this.#agents.httpsAgent.destroy();
  }

  #send(
    { method = 'GET', headers, secretHeaders, body, signal }: HttpRequest,
    url: URL,
    isFirstOrigin: boolean,
  ): Promise<IncomingMessage> {
    const isTls = url.protocol === 'https:';
    const options: RequestOptions = {
      method,
      headers: {
        'user-agent': 'greenroom-storage-initializer',
        // Sizes, ranges and digests are those of the bytes as stored.
        'accept-encoding': 'identity',
        ...headers,
        ...(isFirstOrigin && secretHeaders),
      },
      agent: isTls ? this.#agents.httpsAgent : this.#agents.httpAgent,
      timeout: this.#silenceMs,
      signal,
    };
    return new Promise((resolve, reject) => {
      let answer: IncomingMessage | undefined;
      const sent = (isTls ? httpsRequest : httpRequest)(url, options);
      sent.on('response', message => {
        answer = message;
        resolve(message);
      });
      sent.on('timeout', () => {
        const error = Object.assign(new Error('The connection is silent.'), {
          code: 'ETIMEDOUT',
        });
        answer?.destroy(error);
        sent.destroy(error);
      });
      // After the answer began, its own stream tells of failures.
      sent.on('error', reject);
      sent.end(body);
    });
  }
}
