import { AnswerWatcher, OutboundAnswer } from '../../inbound';

/** A whole answer. */
export interface WholeAnswer {
  readonly status: number;
  readonly body: Buffer;
  readonly contentType: string | undefined;
}

/** The answer to a request of the gateway to itself: kept until it is whole. */
export class OwnAnswer implements OutboundAnswer {
  isLast = false;
  readonly #onOver: (answer: WholeAnswer | undefined) => void;
  #watcher: AnswerWatcher | undefined;
  #status = 0;
  #contentType: string | undefined;
  #pieces: Buffer[] = [];
  #bytes = 0;
  #isFinished = false;
  #isOver = false;

  /** @param onOver - with the answer, or undefined: it was broken off. Not called after `giveUp` */
  constructor(onOver: (answer: WholeAnswer | undefined) => void) {
    this.#onOver = onOver;
  }

  get status(): number {
    return this.#status;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Before its end nobody has seen anything of it. */
  get isHeadSent(): boolean {
    return this.#isOver;
  }

  get isEnded(): boolean {
    return this.#isOver;
  }

  get isFinished(): boolean {
    return this.#isFinished;
  }

  watch(watcher: AnswerWatcher): void {
    this.#watcher = watcher;
  }

  continue(): void {}

  head(status: number, headers: string[]): void {
    this.#status = status;
    this.#contentType = undefined;
    this.#pieces = [];
    this.#bytes = 0;
    for (let i = 0; i < headers.length; i += 2)
      if (/^content-type$/i.test(headers[i]))
        this.#contentType = headers[i + 1];
  }

  data(chunk: Buffer): boolean {
    this.#pieces.push(chunk);
    this.#bytes += chunk.length;
    return true;
  }

  flush(): void {}

  end(): void {
    if (this.#isOver) return;
    this.#isFinished = true;
    this.giveUp();
    this.#onOver({
      status: this.#status,
      body: Buffer.concat(this.#pieces, this.#bytes),
      contentType: this.#contentType,
    });
  }

  abort(): void {
    if (this.#isOver) return;
    this.giveUp();
    this.#onOver(undefined);
  }

  /** Nobody waits for it any more. */
  giveUp(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#watcher?.onClose();
  }
}
