import { BoundedCopy, ByteBudget } from './boundedCopy';
import { PayloadRecord } from './cloudEvent';
import { headerValue } from './headerValue';

/** Longer bodies are cut. */
export const maxPayloadBytes = 1024 * 1024;

/** What a payload logger is made of. */
export interface PayloadLoggerOptions {
  /** Takes what is complete; never waits, never throws. */
  readonly push: (record: PayloadRecord) => void;
  /** ms since epoch */
  readonly now: () => number;
  readonly newId: () => string;
}

/** One exchange: its request is logged once it is complete, its answer once that is complete and a success. */
export class PayloadCapture {
  readonly #exchange: Pick<
    PayloadRecord,
    'revision' | 'spec' | 'id' | 'metadata'
  >;
  readonly #options: PayloadLoggerOptions;
  readonly #requestHeaders: readonly string[];
  readonly #budget: ByteBudget;
  readonly #startedAt: number;
  #request: BoundedCopy | undefined;
  #response: BoundedCopy | undefined;
  #responseHeaders: readonly string[] = [];

  constructor(
    exchange: Pick<PayloadRecord, 'revision' | 'spec' | 'id' | 'metadata'>,
    requestHeaders: readonly string[],
    options: PayloadLoggerOptions,
    budget: ByteBudget,
  ) {
    this.#exchange = exchange;
    this.#requestHeaders = requestHeaders;
    this.#options = options;
    this.#budget = budget;
    this.#startedAt = options.now();
    if (exchange.spec.mode !== 'response')
      this.#request = new BoundedCopy(maxPayloadBytes, budget);
  }

  /** A piece of the request's body. */
  requestData(chunk: Buffer): void {
    this.#request?.add(chunk);
  }

  /** The request is complete. Told more than once, it is logged once. */
  requestEnd(): void {
    const copy = this.#request;
    if (!copy) return;
    this.#request = undefined;
    this.#push('request', copy, this.#startedAt, this.#requestHeaders);
  }

  /** The answer begins. */
  responseHead(status: number, raw: readonly string[]): void {
    const { mode } = this.#exchange.spec;
    if (mode === 'request' || status < 200 || status > 299) return;
    this.#response = new BoundedCopy(maxPayloadBytes, this.#budget);
    this.#responseHeaders = raw;
  }

  /** A piece of the answer's body. */
  responseData(chunk: Buffer): void {
    this.#response?.add(chunk);
  }

  /** The answer is complete. One that breaks off is not logged. */
  responseEnd(): void {
    const copy = this.#response;
    if (!copy) return;
    this.#response = undefined;
    this.#push('response', copy, this.#options.now(), this.#responseHeaders);
  }

  /** The exchange is over, however it ended: what is not complete is forgotten. */
  close(): void {
    this.#request?.drop();
    this.#response?.drop();
    this.#request = undefined;
    this.#response = undefined;
  }

  #push(
    kind: PayloadRecord['kind'],
    copy: BoundedCopy,
    time: number,
    headers: readonly string[],
  ): void {
    this.#options.push({
      ...this.#exchange,
      kind,
      time,
      contentType: headerValue(headers, 'content-type'),
      contentEncoding: headerValue(headers, 'content-encoding'),
      isTruncated: copy.isTruncated,
      data: copy.take(),
    });
  }
}
