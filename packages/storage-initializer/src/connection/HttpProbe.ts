import {
  IncomingMessage,
  request as httpRequest,
  RequestOptions,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import {
  AddressGuard,
  CheckedAddress,
  createAddressGuard,
} from '../address/AddressGuard';
import { AddressPolicy } from '../address/addressProblem';
import { GuardedAgents } from '../address/GuardedAgents';

/** One call. */
export interface ProbeCall {
  readonly url: URL;
  readonly method: 'GET' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
  /** What is read of the body; the rest is left. Default 0. */
  readonly maxBytes?: number;
}

/** Its answer; a redirect is one like any other and is not followed. */
export interface ProbeAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/**
 * Calls addresses that people gave, within the address rules and a common time limit. Every connection is checked and
 * made to a checked address.
 */
export class HttpProbe {
  readonly #guard: AddressGuard;
  readonly #agents: GuardedAgents;
  readonly #timeout: AbortSignal;
  readonly #caller: AbortSignal;
  readonly #either: AbortSignal;

  constructor(options: {
    readonly policy: AddressPolicy;
    readonly signal: AbortSignal;
    /** For everything together. */
    readonly timeoutMs: number;
  }) {
    this.#guard = createAddressGuard(options.policy);
    this.#agents = this.#guard.agents();
    this.#caller = options.signal;
    this.#timeout = AbortSignal.timeout(options.timeoutMs);
    this.#either = AbortSignal.any([options.signal, this.#timeout]);
  }

  /** Whether time ran out. Throws the caller's reason if the caller gave up. */
  get isLate(): boolean {
    this.#caller.throwIfAborted();
    return this.#timeout.aborted;
  }

  /** @throws StorageError as {@link AddressGuard.check} */
  async check(url: URL): Promise<CheckedAddress> {
    return abortable(this.#guard.check(url), this.#either);
  }

  /** @throws StorageError if the rules forbid the address; the socket's error; the signal's reason */
  async send(call: ProbeCall): Promise<ProbeAnswer> {
    const response = await begin(call, {
      agent:
        call.url.protocol === 'https:'
          ? this.#agents.httpsAgent
          : this.#agents.httpAgent,
      signal: this.#either,
    });
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      body: await readBody(response, call.maxBytes ?? 0),
    };
  }

  close(): void {
    this.#agents.httpAgent.destroy();
    this.#agents.httpsAgent.destroy();
  }
}

function begin(
  { url, method, headers }: ProbeCall,
  options: Pick<RequestOptions, 'agent' | 'signal'>,
): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    request(url, { ...options, method, headers }, resolve)
      .on('error', reject)
      .end();
  });
}

async function readBody(
  response: IncomingMessage,
  maxBytes: number,
): Promise<string> {
  if (maxBytes === 0) {
    response.destroy();
    return '';
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= maxBytes) break; // leaving the loop ends the connection
  }
  return Buffer.concat(chunks).subarray(0, maxBytes).toString('utf8');
}

/** The system's resolver cannot be cancelled, only left. */
export async function abortable<T>(
  work: Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  signal.throwIfAborted();
  return Promise.race([
    work,
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), {
        once: true,
      });
    }),
  ]);
}
