import { Socket } from 'node:net';
import {
  HeaderPrefix,
  Outbox,
  serializeChunkEnd,
  writeChunk,
} from '../framing';
import { AnswerWatcher, OutboundAnswer } from '../inbound';
import { AnswerFraming, hasNoBody, serializeAnswerHead } from './answerHead';

/** Pieces above this go out at once: holding them back would not save a write. */
const maxHeldBytes = 64 * 1024;

/** The connection that an answer goes out on. */
export interface AnswerSink {
  readonly socket: Socket;
  readonly date: string;
  readonly outbox: Outbox;
  /** The last byte of the answer was given to the socket. */
  answerEnded(): void;
}

/** What the answer needs to know of its request. */
export interface AnsweredRequest {
  readonly method: string;
  readonly version: string;
}

/**
 * An answer on a connection whose bytes are written here: as few writes as possible. Head and first piece are held back
 * until the upstream has no more for now; nothing waits longer than that, so an event stream's head goes out at once.
 */
export class Http1Answer implements OutboundAnswer {
  isLast: boolean;
  readonly #sink: AnswerSink;
  readonly #method: string;
  readonly #isHttp10: boolean;
  #watcher: AnswerWatcher | undefined;
  #status = 0;
  #headers: readonly string[] = [];
  #prefix: HeaderPrefix | undefined;
  #contentLength: number | undefined;
  #framing: AnswerFraming = 'none';
  #held: Buffer | undefined;
  #bytes = 0;
  #isHeadSent = false;
  #isEnded = false;
  #isFinished = false;

  constructor(sink: AnswerSink, request: AnsweredRequest, isLast: boolean) {
    this.#sink = sink;
    this.#method = request.method;
    this.#isHttp10 = request.version === '1.0';
    this.isLast = isLast;
  }

  get status(): number {
    return this.#status;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get isHeadSent(): boolean {
    return this.#isHeadSent;
  }

  /** The client was told that the bytes of the connection are its own from now on. */
  get isTunnel(): boolean {
    return this.#isHeadSent && this.#status === 101;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  get isFinished(): boolean {
    return this.#isFinished;
  }

  watch(watcher: AnswerWatcher): void {
    this.#watcher = watcher;
  }

  continue(): void {
    if (!this.#isHeadSent)
      this.#sink.socket.write('HTTP/1.1 100 Continue\r\n\r\n', 'latin1');
  }

  head(
    status: number,
    headers: string[],
    contentLength: number | undefined,
    prefix?: HeaderPrefix,
  ): void {
    this.#status = status;
    this.#headers = headers;
    this.#prefix = prefix;
    this.#contentLength = contentLength;
    this.#held = undefined;
    this.#bytes = 0;
  }

  data(chunk: Buffer): boolean {
    this.#bytes += chunk.length;
    if (
      !this.#isHeadSent &&
      this.#held === undefined &&
      chunk.length <= maxHeldBytes
    ) {
      this.#held = chunk;
      return true;
    }
    this.flush();
    return this.#writeBody(chunk);
  }

  flush(): void {
    const held = this.#held;
    this.#held = undefined;
    if (this.#isHeadSent) {
      if (held) this.#writeBody(held);
      return;
    }
    const head = this.#takeHead(undefined);
    const { socket } = this.#sink;
    if (held === undefined) {
      socket.write(head, 'latin1');
      return;
    }
    socket.cork();
    socket.write(head, 'latin1');
    this.#writeBody(held);
    socket.uncork();
  }

  end(trailers: readonly string[]): void {
    if (this.#isEnded) return;
    // Trailers need chunks, and chunks a head that does not know the length.
    if (trailers.length > 0) this.flush();
    if (this.#isHeadSent) this.#endStream(trailers);
    else this.#endAtOnce();
    this.#isEnded = true;
    this.#sink.answerEnded();
  }

  abort(): void {
    const { socket } = this.#sink;
    // A body that ends with the connection: only a reset tells a cut from an end.
    if (this.#framing === 'close') socket.resetAndDestroy();
    else socket.destroy();
  }

  // What the connection tells.

  drained(): void {
    if (!this.#isEnded) this.#watcher?.onDrain();
  }

  /** The answer has left whole, or will not any more. */
  closed(isFinished: boolean): void {
    this.#isFinished = isFinished;
    this.#watcher?.onClose();
  }

  /** The whole answer in one write. */
  #endAtOnce(): void {
    const { socket } = this.#sink;
    const held = this.#held;
    this.#held = undefined;
    const head = this.#takeHead(held?.length ?? 0);
    if (held === undefined || this.#framing === 'none') {
      socket.write(head, 'latin1');
    } else if (this.#isLengthWrong) {
      socket.destroy();
    } else {
      this.#sink.outbox.write(socket, head, held);
    }
  }

  #endStream(trailers: readonly string[]): void {
    const { socket } = this.#sink;
    if (this.#held) this.#writeBody(this.#held);
    this.#held = undefined;
    if (this.#isLengthWrong) socket.destroy();
    else if (this.#framing === 'chunked')
      socket.write(serializeChunkEnd(trailers), 'latin1');
  }

  #writeBody(chunk: Buffer): boolean {
    const { socket } = this.#sink;
    switch (this.#framing) {
      case 'none':
        return true;
      case 'chunked':
        return writeChunk(this.#sink.outbox, socket, chunk);
      case 'length':
        // Bytes beyond the length would be read as another answer.
        if (this.#bytes > this.#contentLength!) {
          socket.destroy();
          return true;
        }
        return socket.write(chunk);
      default:
        return socket.write(chunk);
    }
  }

  /** Whoever answers said another length than it sent. */
  get #isLengthWrong(): boolean {
    return this.#framing === 'length' && this.#bytes !== this.#contentLength;
  }

  /** Decides the framing; the head counts as sent. `wholeLength`: the length of the whole body, if it is known. */
  #takeHead(wholeLength: number | undefined): string {
    this.#isHeadSent = true;
    const isLengthMissing = this.#contentLength === undefined;
    if (this.#status === 101) {
      this.#framing = 'close';
    } else if (hasNoBody(this.#method, this.#status)) {
      this.#framing = 'none';
    } else if (!isLengthMissing || wholeLength !== undefined) {
      this.#framing = 'length';
      this.#contentLength ??= wholeLength;
    } else if (this.#isHttp10) {
      this.#framing = 'close';
      this.isLast = true;
    } else {
      this.#framing = 'chunked';
    }
    return serializeAnswerHead({
      status: this.#status,
      headers: this.#headers,
      prefix: this.#prefix,
      framing: this.#framing,
      contentLength:
        isLengthMissing && this.#framing === 'length'
          ? this.#contentLength
          : undefined,
      isLast: this.isLast,
      saysKeepAlive: this.#isHttp10,
      date: this.#sink.date,
    });
  }
}
