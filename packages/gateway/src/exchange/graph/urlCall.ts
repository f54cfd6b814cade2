import http, { IncomingMessage } from 'node:http';
import https from 'node:https';
import { StorageError } from '@greenroom/storage-initializer/address';
import { graphError, Running, StepAnswer, UrlCaller } from '../../graph';
import { TimerEntry, TimerWheel } from '../../timing';
import { MAX_ANSWER_BYTES } from './serviceCall';

/** Redirects that KServe's router follows. */
const MAX_REDIRECTS = 10;

/** One call of an address outside, as a step of a graph makes it. */
export interface UrlCallOptions {
  readonly caller: UrlCaller;
  readonly wheel: TimerWheel;
  readonly stepId: string;
  readonly url: URL;
  readonly headers: readonly string[];
  readonly body: Buffer;
  /** Follows redirects, as KServe's router does; otherwise they are answers. */
  readonly followsRedirects: boolean;
  /** Time of this call in ms, where it is less than that of the whole. */
  readonly timeoutMs: number | undefined;
  readonly done: (answer: StepAnswer) => void;
}

/** An address outside, called by POST. Where it leads is checked before its connection is made, each redirect anew. */
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
      error => call.#finish(call.#failedBy(error as Error)),
    );
    return call;
  }

  abort(): void {
    this.#isOver = true;
    this.#options.wheel.cancel(this);
    this.#controller.abort();
  }

  override expire(): void {
    this.#finish(
      this.#failed('it did not answer in time', 'UpstreamTimeout', 504),
    );
    this.#controller.abort();
  }

  async #run(): Promise<StepAnswer> {
    const { followsRedirects, caller } = this.#options;
    let { url } = this.#options;
    let method: 'POST' | 'GET' = 'POST';
    for (let redirects = 0; ; redirects++) {
      await caller.guard.check(url);
      const response = await this.#send(method, url);
      const status = response.statusCode ?? 0;
      const { location } = response.headers;
      if (!followsRedirects || !isRedirect(status) || location === undefined)
        return this.#answerOf(status, response);
      response.resume();
      if (redirects === MAX_REDIRECTS)
        return this.#failed(
          `more than ${MAX_REDIRECTS} redirects`,
          'TooManyRedirects',
        );
      url = new URL(location, url);
      if (status < 307) method = 'GET';
    }
  }

  #send(method: 'POST' | 'GET', url: URL): Promise<IncomingMessage> {
    const { caller, headers, body } = this.#options;
    const { httpAgent, httpsAgent } = caller.agents;
    const isTls = url.protocol === 'https:';
    return new Promise((resolve, reject) => {
      const request = (isTls ? https : http).request(url, {
        method,
        agent: isTls ? httpsAgent : httpAgent,
        signal: this.#controller.signal,
        headers: ['Host', url.host, ...headers, ...lengthOf(method, body)],
      });
      request.on('response', resolve);
      request.on('error', reject);
      request.end(method === 'POST' ? body : undefined);
    });
  }

  async #answerOf(
    status: number,
    response: IncomingMessage,
  ): Promise<StepAnswer> {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MAX_ANSWER_BYTES)
        return this.#failed(
          'its answer is larger than 8 MiB',
          'AnswerTooLarge',
        );
      chunks.push(chunk);
    }
    return {
      status,
      body: Buffer.concat(chunks),
      contentType: response.headers['content-type'],
    };
  }

  #failedBy(error: Error): StepAnswer {
    const isRefused =
      error instanceof StorageError && error.code === 'AddressRefused';
    return this.#failed(
      error.message,
      isRefused ? 'AddressRefused' : 'UpstreamUnavailable',
    );
  }

  #failed(why: string, reason: string, status = 502): StepAnswer {
    const { stepId, url } = this.#options;
    return graphError(status, `step ${stepId} (${url.host}): ${why}`, reason);
  }

  #finish(answer: StepAnswer): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#options.wheel.cancel(this);
    this.#options.done(answer);
  }
}

function isRedirect(status: number): boolean {
  return status > 300 && status < 309 && status !== 304;
}

function lengthOf(method: string, body: Buffer): readonly string[] {
  return method === 'POST' ? ['Content-Length', String(body.length)] : [];
}
