import { ChunkedDecoder, LastHead, ProtocolError } from '../framing';
import { unknownLength } from '../inbound';
import { canBeginHead, parseRequestHead, RequestHead } from './requestHead';

/** The header block is longer than it may be. */
export class HeadTooLongError extends ProtocolError {
  override name = 'HeadTooLongError';
}

const emptyLine = '\r\n\r\n';
const noTrailers: readonly string[] = [];

/**
 * Cuts the bytes of a connection into requests: a head, then its body by length or by chunks. Bytes may come in pieces
 * of any size; the owner decides when the next part is read.
 */
export class RequestParser {
  readonly #maxHeadBytes: number;
  readonly #chunks: ChunkedDecoder;
  readonly #onBody: (chunk: Buffer) => void;
  readonly #last = new LastHead<RequestHead>();
  /** What came of a head so far, latin1. */
  #partial = '';
  /** One empty line before a request is skipped: some clients end a body with one. */
  #mayBeEmpty = true;
  #isChunked = false;
  #remaining = 0;
  #trailers = noTrailers;
  #isBodyComplete = true;

  private constructor(maxHeadBytes: number, onBody: (chunk: Buffer) => void) {
    this.#maxHeadBytes = maxHeadBytes;
    this.#onBody = onBody;
    this.#chunks = new ChunkedDecoder(maxHeadBytes, onBody);
  }

  /** Pieces of bodies are parts of the bytes given to {@link RequestParser.readBody}, or copies. */
  static create(
    maxHeadBytes: number,
    onBody: (chunk: Buffer) => void,
  ): RequestParser {
    return new RequestParser(maxHeadBytes, onBody);
  }

  /** Part of a head was read. */
  get isInHead(): boolean {
    return this.#partial !== '' || !this.#mayBeEmpty;
  }

  /** The request that began with the last head was read to its end. */
  get isBodyComplete(): boolean {
    return this.#isBodyComplete;
  }

  /** Those of the last body; names and values in turn. */
  get trailers(): readonly string[] {
    return this.#trailers;
  }

  /**
   * Reads on in a head, from `start`.
   *
   * @returns the head and the position of what follows it, or undefined if all bytes were taken and it is incomplete.
   * @throws ProtocolError naming the defect.
   */
  readHead(
    bytes: Buffer,
    start: number,
  ): { readonly head: RequestHead; readonly end: number } | undefined {
    const before = this.#partial.length;
    const isWhole = before === 0 && this.#mayBeEmpty;
    const known = isWhole ? this.#last.match(bytes, start) : undefined;
    if (known) {
      this.#beginBody(known);
      return { head: known, end: start + this.#last.length };
    }
    const most = start + this.#maxHeadBytes + emptyLine.length - before;
    let text =
      this.#partial +
      bytes.toString('latin1', start, Math.min(bytes.length, most));
    let skipped = 0;
    if (this.#mayBeEmpty && text.startsWith('\r\n')) {
      this.#mayBeEmpty = false;
      skipped = 2;
      text = text.slice(2);
    }
    if (/^(?:\n|\r[^])/.test(text))
      throw new ProtocolError('there are several empty lines before a request');
    const length = text.indexOf(emptyLine, Math.max(0, before - 3 - skipped));
    if (length < 0) {
      if (text.length >= this.#maxHeadBytes + emptyLine.length)
        throw new HeadTooLongError(
          `the headers are longer than ${this.#maxHeadBytes} bytes`,
        );
      if (text !== '\r' && !canBeginHead(text))
        throw new ProtocolError('this is not a request');
      this.#partial = text;
      return undefined;
    }
    const head = parseRequestHead(text.slice(0, length));
    this.#partial = '';
    this.#mayBeEmpty = true;
    this.#beginBody(head);
    const end = start + skipped + length + emptyLine.length - before;
    if (isWhole && skipped === 0) this.#last.keep(bytes, start, end, head);
    return { head, end };
  }

  /**
   * Reads on in the body, from `start`; hands over what it finds.
   *
   * @returns the position after the last byte that belongs to it.
   * @throws ProtocolError naming the defect.
   */
  readBody(bytes: Buffer, start: number): number {
    if (this.#isChunked) {
      const end = this.#chunks.execute(bytes, start);
      this.#isBodyComplete = this.#chunks.isComplete;
      this.#trailers = this.#chunks.trailers;
      return end;
    }
    const end = Math.min(bytes.length, start + this.#remaining);
    this.#remaining -= end - start;
    this.#isBodyComplete = this.#remaining === 0;
    this.#onBody(
      start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end),
    );
    return end;
  }

  #beginBody({ bodyLength, isUpgrade }: RequestHead): void {
    this.#trailers = noTrailers;
    this.#isChunked = bodyLength === unknownLength;
    // Whatever follows is not a request of HTTP any more.
    this.#remaining = isUpgrade ? Infinity : Math.max(0, bodyLength);
    this.#isBodyComplete = !this.#isChunked && this.#remaining === 0;
    if (this.#isChunked) this.#chunks.reset();
  }
}
