import { lookup } from 'node:dns';
import { isIP } from 'node:net';
import type { Agent } from 'undici';
import { TimerEntry, TimerWheel } from '../timing';
import { addressProblem, AddressRules, isTrustedHost } from './addressRules';
import { MAX_ANSWER_BYTES } from './serviceCall';
import { graphError } from './stepAnswer';
import { Running, StepAnswer } from './types';

/** Redirects that KServe's router follows. */
const MAX_REDIRECTS = 10;
const CONNECT_MS = 5_000;

/** One call of an address outside, as a step of a graph makes it. */
export interface UrlCallOptions {
  readonly agents: UrlAgents;
  readonly wheel: TimerWheel;
  readonly stepId: string;
  readonly url: URL;
  readonly rules: AddressRules;
  readonly headers: readonly string[];
  readonly body: Buffer;
  /** Follows redirects, as KServe's router does; otherwise they are answers. */
  readonly followsRedirects: boolean;
  /** Time of this call in ms, where it is less than that of the whole. */
  readonly timeoutMs: number | undefined;
  readonly done: (answer: StepAnswer) => void;
}

/** Brings the HTTP client that calls addresses outside. */
export type LoadAgent = () => Promise<typeof Agent>;

/** Connections to addresses outside, kept from call to call: one pool for each set of rules. */
export class UrlAgents {
  readonly #agents = new Map<string, Promise<Agent>>();
  readonly #load: LoadAgent;

  /** Whoever calls no address outside does not pay for loading what does it. */
  constructor(load: LoadAgent) {
    this.#load = load;
  }

  async of(rules: AddressRules, isTrusted: boolean): Promise<Agent> {
    const key = isTrusted ? 'trusted' : String(rules.allowPrivate);
    const known = this.#agents.get(key);
    if (known) return known;
    const made = this.#load().then(
      Pool =>
        new Pool({
          connectTimeout: CONNECT_MS,
          connect: isTrusted ? {} : { lookup: guardedLookup(rules) },
        }),
    );
    this.#agents.set(key, made);
    return made;
  }

  /** Closes all connections. */
  async close(): Promise<void> {
    for (const agent of this.#agents.values()) await (await agent).destroy();
  }
}

/** An address outside, called by POST. Where it leads is checked when its connection is made, each redirect anew. */
export class UrlCall extends TimerEntry implements Running {
  readonly #options: UrlCallOptions;
  readonly #controller = new AbortController();
  #isOver = false;

  private constructor(options: UrlCallOptions) {
    super();
    this.#options = options;
  }

  static start(options: UrlCallOptions): UrlCall {
    const call = new UrlCall(options);
    const { wheel, timeoutMs } = options;
    if (timeoutMs !== undefined) wheel.schedule(call, timeoutMs);
    call.#run().then(
      answer => call.#finish(answer),
      error => call.#finish(call.#failure(error)),
    );
    return call;
  }

  abort(): void {
    this.#isOver = true;
    this.#options.wheel.cancel(this);
    this.#controller.abort();
  }

  override expire(): void {
    this.#finish(graphError(504, `${this.#words} did not answer in time`));
    this.#controller.abort();
  }

  get #words(): string {
    const { stepId, url } = this.#options;
    return `step ${stepId} (${url.host}):`;
  }

  async #run(): Promise<StepAnswer> {
    const { followsRedirects } = this.#options;
    let { url } = this.#options;
    let method: 'POST' | 'GET' = 'POST';
    for (let redirects = 0; ; redirects++) {
      const { location, answer } = await this.#send(method, url);
      if (!followsRedirects || location === undefined) return answer;
      if (redirects === MAX_REDIRECTS)
        return graphError(502, `${this.#words} more than 10 redirects`);
      url = new URL(location, url);
      if (url.protocol !== 'http:' && url.protocol !== 'https:')
        return graphError(502, `${this.#words} a redirect to ${url.protocol}`);
      if (answer.status < 307) method = 'GET';
    }
  }

  async #send(
    method: 'POST' | 'GET',
    url: URL,
  ): Promise<{ readonly answer: StepAnswer; readonly location?: string }> {
    const { agents, rules, headers, body } = this.#options;
    const isTrusted = isTrustedHost(url, rules);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const problem =
      !isTrusted && isIP(host) ? addressProblem(host, rules) : undefined;
    if (problem)
      return { answer: graphError(502, `${this.#words} ${problem}`) };
    const agent = await agents.of(rules, isTrusted);
    const response = await agent.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method,
      headers: [...headers],
      body: method === 'POST' ? body : null,
      signal: this.#controller.signal,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of response.body) {
      bytes += chunk.length;
      if (bytes > MAX_ANSWER_BYTES)
        return {
          answer: graphError(
            502,
            `${this.#words} its answer is larger than 8 MiB`,
          ),
        };
      chunks.push(chunk);
    }
    const { statusCode: status } = response;
    const isRedirect = status > 300 && status < 309 && status !== 304;
    return {
      answer: {
        status,
        body: Buffer.concat(chunks),
        contentType: textOf(response.headers['content-type']),
      },
      ...(isRedirect ? { location: textOf(response.headers.location) } : {}),
    };
  }

  #failure(error: unknown): StepAnswer {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = message || code || 'it could not be called';
    return graphError(
      code === 'UND_ERR_CONNECT_TIMEOUT' ? 504 : 502,
      `${this.#words} ${why}`,
    );
  }

  #finish(answer: StepAnswer): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#options.wheel.cancel(this);
    this.#options.done(answer);
  }
}

/** Resolves a name to the addresses that may be called. */
function guardedLookup(rules: AddressRules): typeof lookup {
  const guarded = (
    hostname: string,
    options: object,
    callback: (...result: readonly unknown[]) => void,
  ) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) {
        callback(error);
        return;
      }
      for (const { address } of addresses) {
        const problem = addressProblem(address, rules);
        if (problem) {
          callback(new Error(`${hostname} leads nowhere allowed: ${problem}`));
          return;
        }
      }
      if ('all' in options && options.all) callback(null, addresses);
      else callback(null, addresses[0].address, addresses[0].family);
    });
  };
  return guarded as typeof lookup;
}

function textOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
