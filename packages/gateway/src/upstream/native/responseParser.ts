import { ChunkedDecoder, copyOf, LastHead, ProtocolError } from '../../framing';
import {
  chunked,
  parseResponseHead,
  ResponseHead,
  untilClose,
} from './responseHead';

/** Hears what the parser finds. */
export interface ResponseSink {
  onHead(head: ResponseHead): void;
  /** A piece of the body; the sink owns the buffer. */
  onBody(chunk: Buffer): void;
  /** The answer is complete; nothing follows. */
  onComplete(trailers: readonly string[]): void;
}

/** Longest head or trailer block in bytes; Node's own limit. */
export const maxHeadBytes = 16 * 1024;

const emptyLine = Buffer.from('\r\n\r\n');
const versionPrefix = 'HTTP/1.';
const noTrailers: readonly string[] = [];

/**
 * Cuts the bytes of a connection into one answer: head, then a body by length, by chunks or until close. Bytes may
 * come in pieces of any size. Interim answers (1xx) are skipped.
 *
 * Usable again for the next answer after {@link ResponseParser.start}.
 */
export class ResponseParser {
  readonly #sink: ResponseSink;
  readonly #chunks: ChunkedDecoder;
  /** Not of an answer to HEAD: there the same bytes say another thing. */
  readonly #last = new LastHead<ResponseHead>();
  #state: 'idle' | 'head' | 'length' | 'chunked' | 'until-close' = 'idle';
  #isAnswerToHead = false;
  #isUpgrade = false;
  /** Bytes of an incomplete head. */
  #partial: Buffer | undefined = undefined;
  #remaining = 0;

  private constructor(sink: ResponseSink) {
    this.#sink = sink;
    this.#chunks = new ChunkedDecoder(maxHeadBytes, chunk =>
      this.#sink.onBody(chunk),
    );
  }

  static create(sink: ResponseSink): ResponseParser {
    return new ResponseParser(sink);
  }

  /** Expects an answer; to a request that asks for a WebSocket it may be 101, and all bytes that follow are its body. */
  start(isAnswerToHead: boolean, isUpgrade = false): void {
    this.#state = 'head';
    this.#isAnswerToHead = isAnswerToHead;
    this.#isUpgrade = isUpgrade;
    this.#partial = undefined;
  }

  /**
   * Takes bytes, which are valid only during the call.
   *
   * @returns how many bytes belong to the answer; fewer than given means that it is complete and something follows.
   * @throws ProtocolError naming the defect.
   */
  execute(bytes: Buffer): number {
    let position = 0;
    while (position < bytes.length && this.#state !== 'idle') {
      switch (this.#state) {
        case 'head':
          position = this.#executeHead(bytes, position);
          break;
        case 'length':
          position = this.#executeLength(bytes, position);
          break;
        case 'chunked':
          position = this.#chunks.execute(bytes, position);
          if (this.#chunks.isComplete) this.#complete(this.#chunks.trailers);
          break;
        default:
          this.#sink.onBody(copyOf(bytes, position, bytes.length));
          position = bytes.length;
      }
    }
    return position;
  }

  /** The connection ended cleanly. True if that completes the answer, which is then announced. */
  finish(): boolean {
    if (this.#state !== 'until-close') return false;
    this.#complete(noTrailers);
    return true;
  }

  #executeHead(bytes: Buffer, position: number): number {
    const before = this.#partial?.length ?? 0;
    const isWhole = before === 0 && !this.#isAnswerToHead;
    const known = isWhole ? this.#last.match(bytes, position) : undefined;
    if (known) {
      this.#begin(known);
      return position + this.#last.length;
    }
    let block: Buffer;
    if (this.#partial) {
      block = Buffer.concat([this.#partial, bytes.subarray(position)]);
    } else {
      block = position === 0 ? bytes : bytes.subarray(position);
    }
    const end = block.indexOf(emptyLine, Math.max(0, before - 3));
    if (end > maxHeadBytes || (end < 0 && block.length > maxHeadBytes))
      throw new ProtocolError(
        `the headers are longer than ${maxHeadBytes} bytes`,
      );
    if (end < 0) {
      const start = block.toString(
        'latin1',
        0,
        Math.min(block.length, versionPrefix.length),
      );
      if (!versionPrefix.startsWith(start))
        throw new ProtocolError('the status line is malformed');
      this.#partial = Buffer.from(block);
      return bytes.length;
    }
    this.#partial = undefined;
    const head = parseResponseHead(
      block.toString('latin1', 0, end),
      this.#isAnswerToHead,
    );
    const after = position + end + emptyLine.length - before;
    if (isWhole) this.#last.keep(bytes, position, after, head);
    this.#begin(head);
    return after;
  }

  #begin(head: ResponseHead): void {
    if (head.status === 101) {
      if (!this.#isUpgrade || !isWebSocket(head))
        throw new ProtocolError('a protocol switch was not asked for');
      this.#state = 'until-close';
      this.#sink.onHead(head);
      return;
    }
    if (head.status < 200) {
      if (!head.isPersistent)
        throw new ProtocolError('an interim answer closes the connection');
      return;
    }
    this.#sink.onHead(head);
    if (head.bodyLength === 0) {
      this.#complete(noTrailers);
    } else if (head.bodyLength === chunked) {
      this.#state = 'chunked';
      this.#chunks.reset();
    } else if (head.bodyLength === untilClose) {
      this.#state = 'until-close';
    } else {
      this.#state = 'length';
      this.#remaining = head.bodyLength;
    }
  }

  #executeLength(bytes: Buffer, position: number): number {
    const end = Math.min(bytes.length, position + this.#remaining);
    this.#remaining -= end - position;
    this.#sink.onBody(copyOf(bytes, position, end));
    if (this.#remaining === 0) this.#complete(noTrailers);
    return end;
  }

  #complete(trailers: readonly string[]): void {
    this.#state = 'idle';
    this.#sink.onComplete(trailers);
  }
}

function isWebSocket({ headers }: ResponseHead): boolean {
  for (let i = 0; i < headers.length; i += 2)
    if (headers[i].toLowerCase() === 'upgrade')
      return headers[i + 1].toLowerCase() === 'websocket';
  return false;
}
