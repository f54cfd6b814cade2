import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import type {
  IncomingMessage,
  OutgoingHttpHeaders,
  RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { AgentOptions } from 'node:https';
import { text } from 'node:stream/consumers';
import type { KubeConfig } from '@kubernetes/client-node';
import { connectionFailure } from './connectionFailure';
import { KubeApiError } from './KubeApiError';

/** A call of the API server. */
export interface KubeRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
  /** Longest time to the head of the answer in ms. Default 10,000; 0: no limit. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;
/** TLS of a connection: a change means another agent. */
const TLS = ['ca', 'cert', 'key', 'pfx', 'passphrase', 'servername'] as const;

/**
 * Calls one API server, as whom a kubeconfig says. The credentials are asked for anew with each call, so that a token
 * that is rotated goes on to work; connections are kept as long as certificates stay.
 */
export class KubeClient {
  readonly #base: URL;
  readonly #read: (() => KubeConfig) | undefined;
  #config: KubeConfig;
  #agent: HttpAgent | undefined;
  #agentKey: string | undefined;

  private constructor(
    config: KubeConfig,
    base: URL,
    read: (() => KubeConfig) | undefined,
  ) {
    this.#config = config;
    this.#base = base;
    this.#read = read;
  }

  /**
   * @param read - reads the configuration anew, for the case that its credentials are not accepted any more
   * @throws Error if the configuration names no cluster
   */
  static create(config: KubeConfig, read?: () => KubeConfig): KubeClient {
    const server = config.getCurrentCluster()?.server;
    if (!server) throw new Error('the kubeconfig has no current cluster');
    return new KubeClient(config, new URL(server), read);
  }

  /** An answer as JSON, whole within the time limit of its head. @throws KubeApiError; any error of the connection */
  async json<T>(path: string, init: KubeRequest = {}): Promise<T> {
    const answer = await this.open(path, init);
    const { timeoutMs = TIMEOUT_MS } = init;
    const timer = setTimeout(
      () => answer.destroy(this.#late(timeoutMs)),
      timeoutMs,
    );
    try {
      return JSON.parse(await text(answer)) as T;
    } finally {
      clearTimeout(timer);
    }
  }

  /** An answer as it comes. @throws KubeApiError unless its status is below 300 */
  async open(path: string, init: KubeRequest = {}): Promise<IncomingMessage> {
    const answer = await this.send(path, init);
    const { statusCode = 0 } = answer;
    if (statusCode < 300) return answer;
    throw KubeApiError.from(statusCode, await text(answer), path);
  }

  /** An answer whatever its status; where our credentials are not accepted, they are read anew and shown once more. */
  async send(path: string, init: KubeRequest = {}): Promise<IncomingMessage> {
    const answer = await this.#send(path, init);
    if (answer.statusCode !== 401 || !this.#read) return answer;
    answer.resume();
    this.#config = this.#read();
    return this.#send(path, init);
  }

  async #send(path: string, init: KubeRequest): Promise<IncomingMessage> {
    const { timeoutMs = TIMEOUT_MS, signal } = init;
    signal?.throwIfAborted();
    const options: RequestOptions & AgentOptions = {
      method: init.method ?? 'GET',
      headers: {
        accept: 'application/json',
        ...headersOf(init),
        // Node frames the body of a DELETE only if it is told to.
        ...(init.body === undefined
          ? {}
          : { 'content-length': String(Buffer.byteLength(init.body)) }),
      },
      ...(signal ? { signal } : {}),
    };
    await this.#config.applyToHTTPSOptions(options);
    const url = new URL(
      `${this.#base.pathname.replace(/\/$/, '')}${path}`,
      this.#base,
    );
    const isTls = url.protocol === 'https:';
    return new Promise((resolve, reject) => {
      const call = (isTls ? httpsRequest : httpRequest)(url, {
        method: options.method,
        headers: options.headers,
        auth: options.auth,
        signal: options.signal,
        agent: this.#agentFor(options, isTls),
      });
      const timer =
        timeoutMs > 0
          ? setTimeout(() => {
              call.destroy(this.#late(timeoutMs));
            }, timeoutMs)
          : undefined;
      call.on('response', answer => {
        clearTimeout(timer);
        resolve(answer);
      });
      call.on('error', error => {
        clearTimeout(timer);
        reject(connectionFailure(error, this.#base.host));
      });
      call.end(init.body);
    });
  }

  /** Closes what is open. */
  close(): void {
    this.#agent?.destroy();
    this.#agent = undefined;
  }

  #late(timeoutMs: number): Error {
    const { host } = this.#base;
    return new Error(
      `the API server ${host} did not answer within ${timeoutMs} ms`,
    );
  }

  #agentFor(options: RequestOptions & AgentOptions, isTls: boolean): HttpAgent {
    const parts = TLS.map(name => String(options[name] ?? ''));
    const isUnchecked =
      options.rejectUnauthorized === false ||
      this.#config.getCurrentCluster()?.skipTLSVerify === true;
    const key = JSON.stringify([...parts, isUnchecked]);
    if (this.#agent && this.#agentKey === key) return this.#agent;
    this.#agent?.destroy();
    const tls = Object.fromEntries(
      TLS.flatMap(name => (options[name] ? [[name, options[name]]] : [])),
    );
    this.#agent = isTls
      ? new HttpsAgent({
          ...tls,
          keepAlive: true,
          ...(isUnchecked ? { rejectUnauthorized: false } : {}),
        })
      : new HttpAgent({ keepAlive: true });
    this.#agentKey = key;
    return this.#agent;
  }
}

/** Node wants lists that it could change. */
function headersOf({ headers = {} }: KubeRequest): OutgoingHttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : [...value],
    ]),
  );
}
