import { BodyReader, HeadNotes, InboundRequest } from '../inbound';
import { RequestHead } from './requestHead';

/** Where a request's body comes from. */
export interface BodySource {
  readonly remoteAddress: string;
  /** What the request wants of its body has changed. */
  bodyWishChanged(): void;
  destroy(): void;
}

/** A request of a connection whose bytes are read here. */
export class Http1Request implements InboundRequest {
  readonly #head: RequestHead;
  readonly #source: BodySource;
  #reader: BodyReader | undefined;
  #onOver: (() => void) | undefined;
  #isWanted = false;
  #isPaused = false;
  #isComplete: boolean;

  constructor(head: RequestHead, source: BodySource, isComplete: boolean) {
    this.#head = head;
    this.#source = source;
    this.#isComplete = isComplete;
  }

  get method(): string {
    return this.#head.method;
  }

  get target(): string {
    return this.#head.target;
  }

  get headers(): readonly string[] {
    return this.#head.headers;
  }

  get notes(): HeadNotes {
    return this.#head.notes;
  }

  get version(): string {
    return this.#head.version;
  }

  get bodyLength(): number {
    return this.#head.bodyLength;
  }

  get isUpgrade(): boolean {
    return this.#head.isUpgrade;
  }

  get expectsContinue(): boolean {
    return this.#head.expectsContinue;
  }

  get remoteAddress(): string {
    return this.#source.remoteAddress;
  }

  get isComplete(): boolean {
    return this.#isComplete;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** The next piece of the body is awaited, by its reader or to be thrown away. */
  get isBodyWanted(): boolean {
    return this.#isWanted && !this.#isPaused && !this.#isComplete;
  }

  read(reader: BodyReader): void {
    this.#reader = reader;
    this.#want();
  }

  pause(): void {
    this.#isPaused = true;
    this.#source.bodyWishChanged();
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#source.bodyWishChanged();
  }

  discard(onOver: () => void): void {
    this.#reader = undefined;
    this.#onOver = onOver;
    this.#isPaused = false;
    this.#want();
  }

  destroy(): void {
    this.#source.destroy();
  }

  // What the connection tells.

  piece(chunk: Buffer): void {
    this.#reader?.onBody(chunk);
  }

  complete(trailers: readonly string[]): void {
    this.#isComplete = true;
    this.#reader?.onBodyEnd(trailers);
    this.gone();
  }

  /** Nothing more comes. */
  gone(): void {
    const onOver = this.#onOver;
    this.#onOver = undefined;
    onOver?.();
  }

  #want(): void {
    this.#isWanted = true;
    this.#source.bodyWishChanged();
  }
}
