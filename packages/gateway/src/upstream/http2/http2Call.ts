import { ClientHttp2Stream, constants } from 'node:http2';
import { UpstreamCall, UpstreamFailure, UpstreamHandler } from '../types';
import { withoutPseudo } from './fields';
import { resetStream } from './resetStream';

/** One call: one stream of a connection. */
export class Http2Call implements UpstreamCall {
  readonly #stream: ClientHttp2Stream;
  readonly #handler: UpstreamHandler;
  readonly #failureOf: (error: StreamError) => UpstreamFailure;
  #error: StreamError = {};
  #trailers: readonly string[] = [];
  #hasHead = false;
  #isOver = false;

  private constructor(
    stream: ClientHttp2Stream,
    handler: UpstreamHandler,
    failureOf: (error: StreamError) => UpstreamFailure,
  ) {
    this.#stream = stream;
    this.#handler = handler;
    this.#failureOf = failureOf;
  }

  /**
   * Follows a stream that was just opened.
   * @param isStreamed - the body comes through {@link Http2Call.write}
   * @param failureOf - says what an error means on this connection
   */
  static follow(
    stream: ClientHttp2Stream,
    handler: UpstreamHandler,
    isStreamed: boolean,
    failureOf: (error: StreamError) => UpstreamFailure,
  ): Http2Call {
    const call = new Http2Call(stream, handler, failureOf);
    call.#listen(isStreamed);
    return call;
  }

  write(chunk: Buffer): boolean {
    return this.#stream.write(chunk);
  }

  /** Trailers of requests are left out: gRPC has none. */
  end(): void {
    this.#stream.end();
  }

  pause(): void {
    this.#stream.pause();
  }

  resume(): void {
    this.#stream.resume();
  }

  /** Resets the stream; the connection serves on. */
  abort(): void {
    this.#isOver = true;
    resetStream(this.#stream, constants.NGHTTP2_CANCEL);
    // What came already is not read any more, and would keep the stream alive.
    this.#stream.resume();
  }

  #listen(isStreamed: boolean): void {
    const stream = this.#stream;
    stream
      .on('response', (headers, flags, raw) => {
        if (this.#isOver) return;
        this.#hasHead = true;
        this.#handler.onHead(headers[':status']!, withoutPseudo(raw));
        // A head that ends the stream at once is the whole answer, and should stay one frame.
        const isWhole = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
        if (!isWhole) this.#handler.onFlush();
      })
      .on('data', (chunk: Buffer) => {
        if (this.#isOver) return;
        this.#handler.onData(chunk);
        this.#handler.onFlush();
      })
      .on('trailers', (_trailers, _flags, raw) => {
        this.#trailers = raw;
      })
      .on('end', () => {
        // Node also ends a stream that was reset before its answer.
        if (this.#isOver || !this.#hasHead || stream.rstCode !== 0) return;
        this.#isOver = true;
        this.#handler.onEnd(this.#trailers);
      })
      .on('drain', () => {
        if (!this.#isOver) this.#handler.onDrain();
      })
      .on('error', (error: StreamError) => {
        this.#error = error;
      })
      .on('close', () => {
        if (this.#isOver) return;
        this.#isOver = true;
        this.#handler.onFailure(
          this.#failureOf({
            ...this.#error,
            message: this.#error.message ?? 'the replica ended the call',
            rstCode: stream.rstCode,
          }),
        );
      });
    if (!isStreamed) return;
    const ready = () => {
      if (!this.#isOver) this.#handler.onReady();
    };
    if (stream.pending) stream.once('ready', ready);
    else process.nextTick(ready);
  }
}

/** What is known of a stream that ended before its answer was complete. */
export interface StreamError {
  readonly code?: string;
  readonly message?: string;
  readonly rstCode?: number;
}
