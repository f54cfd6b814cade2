import { ServerResponse } from 'node:http';
import { AnswerWatcher, OutboundAnswer } from '../types';

/** Pieces above this go out at once: holding them back would not save a write. */
const maxHeldBytes = 64 * 1024;

/** Up to this length one write of joined text is cheaper than a gathered write of head and body. */
const maxTextBytes = 16 * 1024;

/**
 * An answer through Node's HTTP/1 server. Head and first piece are held back until the upstream has no more for now, so
 * that a small answer leaves in one write; nothing waits longer than that, so an event stream's head goes out at once.
 */
export class NodeAnswer implements OutboundAnswer {
  isLast = false;
  readonly #response: ServerResponse;
  #status = 0;
  #headers: string[] = [];
  #contentLength: number | undefined;
  #held: Buffer | undefined;
  #bytes = 0;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  get status(): number {
    return this.#status;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get isHeadSent(): boolean {
    return this.#response.headersSent;
  }

  get isEnded(): boolean {
    return this.#response.writableEnded;
  }

  get isFinished(): boolean {
    return this.#response.writableFinished;
  }

  watch(watcher: AnswerWatcher): void {
    this.#response
      .on('drain', () => watcher.onDrain())
      .on('close', () => watcher.onClose());
  }

  continue(): void {
    this.#response.writeContinue();
  }

  head(
    status: number,
    headers: string[],
    contentLength: number | undefined,
  ): void {
    this.#status = status;
    this.#headers = headers;
    this.#contentLength = contentLength;
    this.#held = undefined;
    this.#bytes = 0;
  }

  data(chunk: Buffer): boolean {
    this.#bytes += chunk.length;
    if (
      !this.isHeadSent &&
      this.#held === undefined &&
      chunk.length <= maxHeldBytes
    ) {
      this.#held = chunk;
      return true;
    }
    this.flush();
    return this.#response.write(chunk);
  }

  flush(): void {
    if (!this.isHeadSent) {
      this.#sendHead();
      if (this.#held === undefined) this.#response.flushHeaders();
    }
    if (this.#held !== undefined) {
      const held = this.#held;
      this.#held = undefined;
      this.#response.write(held);
    }
  }

  end(trailers: readonly string[]): void {
    const response = this.#response;
    if (trailers.length > 0) {
      this.flush();
      const pairs: [string, string][] = [];
      for (let i = 0; i < trailers.length; i += 2)
        pairs.push([trailers[i], trailers[i + 1]]);
      response.addTrailers(pairs);
    } else if (!this.isHeadSent) {
      this.#sendHead(this.#held?.length ?? 0);
    }
    const held = this.#held;
    this.#held = undefined;
    if (held === undefined) response.end();
    else if (held.length > maxTextBytes) response.end(held);
    // Node joins head and body into one write only if both are text; latin1 keeps every byte.
    else response.end(held.toString('latin1'), 'latin1');
  }

  abort(): void {
    const { req } = this.#response;
    // An HTTP/1.0 body ends with the connection: only a reset tells a cut from an end.
    if (req.httpVersionMinor === 0) req.socket.resetAndDestroy();
    else req.socket.destroy();
  }

  /** With the length of the whole body, if it is known, an answer that came in chunks leaves in one piece. */
  #sendHead(wholeLength?: number): void {
    const headers = this.#headers;
    if (
      wholeLength !== undefined &&
      this.#contentLength === undefined &&
      this.#response.req.method !== 'HEAD' &&
      this.#status !== 204 &&
      this.#status !== 304
    ) {
      headers.push('content-length', String(wholeLength));
    }
    if (this.isLast) headers.push('connection', 'close');
    this.#response.writeHead(this.#status, headers);
  }
}
