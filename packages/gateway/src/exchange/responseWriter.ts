import { ServerResponse } from 'node:http';
import { ResponseHeaders } from './responseHeaders';

/** Pieces above this go out at once: holding them back would not save a write. */
const maxHeldBytes = 64 * 1024;

/** Up to this length one write of joined text is cheaper than a gathered write of head and body. */
const maxTextBytes = 16 * 1024;

/**
 * Writes an answer to the client. Head and first piece are held back until the upstream has no more for now, so that a
 * small answer leaves in one write; nothing waits longer than that, so an event stream's head goes out at once.
 */
export class ResponseWriter {
  readonly #response: ServerResponse;
  #status = 0;
  #headers: ResponseHeaders | undefined;
  #held: Buffer | undefined;
  #isHeadSent = false;
  /** Bytes of the body so far. */
  bytes = 0;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  /** The upstream has answered. */
  get hasHead(): boolean {
    return this.#headers !== undefined;
  }

  /** The answer can be taken back no more. */
  get isHeadSent(): boolean {
    return this.#isHeadSent;
  }

  head(status: number, headers: ResponseHeaders): void {
    this.#status = status;
    this.#headers = headers;
  }

  /** False: the client does not keep up; wait for `drain`. */
  data(chunk: Buffer): boolean {
    this.bytes += chunk.length;
    if (
      !this.#isHeadSent &&
      this.#held === undefined &&
      chunk.length <= maxHeldBytes
    ) {
      this.#held = chunk;
      return true;
    }
    this.flush();
    return this.#response.write(chunk);
  }

  /** Sends what is held back. */
  flush(): void {
    if (!this.#isHeadSent) {
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
    } else if (!this.#isHeadSent) {
      this.#sendHead(this.#held?.length ?? 0);
    }
    const held = this.#held;
    this.#held = undefined;
    if (held === undefined) response.end();
    else if (held.length > maxTextBytes) response.end(held);
    // Node joins head and body into one write only if both are text; latin1 keeps every byte.
    else response.end(held.toString('latin1'), 'latin1');
  }

  /** With the length of the whole body, if it is known, an answer that came in chunks leaves in one piece. */
  #sendHead(wholeLength?: number): void {
    this.#isHeadSent = true;
    const { forward, hasContentLength } = this.#headers!;
    if (
      wholeLength !== undefined &&
      !hasContentLength &&
      this.#response.req.method !== 'HEAD' &&
      this.#status !== 204 &&
      this.#status !== 304
    ) {
      forward.push('content-length', String(wholeLength));
    }
    this.#response.writeHead(this.#status, forward);
  }
}
