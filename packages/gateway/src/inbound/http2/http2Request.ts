import { constants, ServerHttp2Stream } from 'node:http2';
import { BodyReader, InboundRequest } from '../types';

/** A request that came as a stream of an HTTP/2 connection, in the words of HTTP/1.1. */
export class Http2Request implements InboundRequest {
  readonly version = '2.0';
  readonly expectsContinue: boolean;
  readonly method: string;
  readonly target: string;
  readonly headers: readonly string[];
  readonly bodyLength: number;
  readonly remoteAddress: string;
  readonly isGrpc: boolean;
  readonly timeoutMs: number | undefined;
  readonly #stream: ServerHttp2Stream;
  #reader: BodyReader | undefined;
  #isPaused = false;
  #isComplete: boolean;

  constructor(stream: ServerHttp2Stream, head: Http2RequestHead) {
    this.#stream = stream;
    this.method = head.method;
    this.target = head.target;
    this.headers = head.headers;
    this.bodyLength = head.bodyLength;
    this.expectsContinue = head.expectsContinue;
    this.isGrpc = head.isGrpc;
    this.timeoutMs = head.timeoutMs;
    this.remoteAddress = stream.session?.socket.remoteAddress ?? 'unknown';
    this.#isComplete = stream.endAfterHeaders;
  }

  get isComplete(): boolean {
    return this.#isComplete;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  read(reader: BodyReader): void {
    let trailers: readonly string[] = [];
    this.#reader = reader;
    this.#stream
      .on('data', (chunk: Buffer) => this.#reader?.onBody(chunk))
      .on('trailers', (_fields, _flags, raw) => {
        trailers = raw;
      })
      .on('end', () => {
        // Node ends a stream that was reset as well.
        if (this.#stream.aborted || this.#stream.rstCode !== 0) return;
        this.#isComplete = true;
        this.#reader?.onBodyEnd(trailers);
      });
  }

  pause(): void {
    this.#isPaused = true;
    this.#stream.pause();
  }

  resume(): void {
    this.#isPaused = false;
    this.#stream.resume();
  }

  /** Once the answer is there HTTP/2 can tell the client to send no more without giving up the connection. */
  discard(onOver: () => void): void {
    const stream = this.#stream;
    this.#reader = undefined;
    const stop = () => {
      if (!stream.readableEnded) stream.close(constants.NGHTTP2_NO_ERROR);
    };
    stream.resume().once('close', onOver);
    if (stream.writableFinished) stop();
    else stream.once('finish', stop);
  }

  destroy(): void {
    this.#stream.close(constants.NGHTTP2_CANCEL);
  }
}

/** What the head of a stream says. */
export interface Http2RequestHead {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly string[];
  readonly bodyLength: number;
  readonly expectsContinue: boolean;
  readonly isGrpc: boolean;
  readonly timeoutMs: number | undefined;
}
