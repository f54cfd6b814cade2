import { constants, ServerHttp2Stream } from 'node:http2';
import { fieldsOf, resetStream } from '../../upstream';
import { AnswerWatcher, OutboundAnswer } from '../types';

/** An answer on a stream of an HTTP/2 connection. */
export class Http2Answer implements OutboundAnswer {
  isLast = false;
  readonly #stream: ServerHttp2Stream;
  #status = 0;
  #headers: string[] = [];
  #hasContentLength = false;
  #trailers: readonly string[] = [];
  #bytes = 0;

  constructor(stream: ServerHttp2Stream) {
    this.#stream = stream;
  }

  get status(): number {
    return this.#status;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get isHeadSent(): boolean {
    return this.#stream.headersSent;
  }

  get isEnded(): boolean {
    return this.#stream.writableEnded;
  }

  get isFinished(): boolean {
    // Asked when the stream is closed, and Node says that the writing is finished of one that was reset as well.
    const { aborted, rstCode, writableEnded } = this.#stream;
    return writableEnded && !aborted && rstCode === 0;
  }

  watch(watcher: AnswerWatcher): void {
    this.#stream
      .on('drain', () => watcher.onDrain())
      .on('close', () => watcher.onClose());
  }

  continue(): void {
    if (this.#isWritable) this.#stream.additionalHeaders({ ':status': 100 });
  }

  head(
    status: number,
    headers: string[],
    contentLength: number | undefined,
  ): void {
    this.#status = status;
    this.#headers = headers;
    this.#hasContentLength = contentLength !== undefined;
    this.#bytes = 0;
  }

  data(chunk: Buffer): boolean {
    this.flush();
    this.#bytes += chunk.length;
    return this.#isWritable ? this.#stream.write(chunk) : true;
  }

  flush(): void {
    if (!this.isHeadSent) this.#sendHead(false);
  }

  /** An answer without a body is a single frame: what gRPC calls "trailers only". */
  end(trailers: readonly string[]): void {
    this.#trailers = trailers;
    if (!this.isHeadSent) this.#sendHead(trailers.length === 0);
    if (this.#isWritable) this.#stream.end();
  }

  abort(): void {
    resetStream(this.#stream, constants.NGHTTP2_INTERNAL_ERROR);
  }

  /** The client may have gone a moment ago. */
  get #isWritable(): boolean {
    const { destroyed, closed } = this.#stream;
    return !destroyed && !closed;
  }

  #sendHead(isWhole: boolean): void {
    const stream = this.#stream;
    if (!this.#isWritable) return;
    // What has a length comes from HTTP/1.1 without trailers; to wait for some would cost a frame.
    const waitForTrailers = !isWhole && !this.#hasContentLength;
    if (waitForTrailers)
      stream.on('wantTrailers', () =>
        stream.sendTrailers(fieldsOf(this.#trailers)),
      );
    stream.respond(
      { ':status': this.#status, ...fieldsOf(this.#headers) },
      { endStream: isWhole, waitForTrailers },
    );
  }
}
