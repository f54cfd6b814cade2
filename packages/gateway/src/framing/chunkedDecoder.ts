import { parseFields } from './fields';
import { ProtocolError } from './protocolError';

const cr = 0x0d;
const lf = 0x0a;
const semicolon = 0x3b;

/** Hex digits of a chunk size: what a double counts exactly. */
const maxSizeDigits = 13;

const chunkExtensions =
  /^(?:;[!#$%&'*+\-.^_`|~0-9A-Za-z]+(?:=(?:[!#$%&'*+\-.^_`|~0-9A-Za-z]+|"(?:[\t\x20\x21\x23-\x5b\x5d-\x7e\x80-\xff]|\\[\t\x20-\x7e\x80-\xff])*"))?)*$/;

type State =
  | 'size'
  | 'extension'
  | 'size-lf'
  | 'data'
  | 'data-cr'
  | 'data-lf'
  | 'trailer'
  | 'complete';

/**
 * Decodes a chunked body (RFC 9112 §7.1) that comes in pieces of any size. All data of a piece is handed on at once: a
 * body in chunks of a byte costs no more than another.
 */
export class ChunkedDecoder {
  readonly #maxLineBytes: number;
  readonly #onData: (chunk: Buffer) => void;
  #state: State = 'size';
  #size = 0;
  #digits = 0;
  /** Text of an extension or of the trailer block so far, latin1. */
  #text = '';
  #trailers: readonly string[] = [];
  #extensionBytes = 0;

  /**
   * Data is handed on as copies. The extensions of all chunks together, and the trailers, may have `maxLineBytes` each:
   * what is thrown away must not cost without end.
   */
  constructor(maxLineBytes: number, onData: (chunk: Buffer) => void) {
    this.#maxLineBytes = maxLineBytes;
    this.#onData = onData;
  }

  /** The last chunk and the trailers were read. */
  get isComplete(): boolean {
    return this.#state === 'complete';
  }

  /** Names and values in turn. */
  get trailers(): readonly string[] {
    return this.#trailers;
  }

  /** Expects a new body. */
  reset(): void {
    this.#state = 'size';
    this.#size = 0;
    this.#digits = 0;
    this.#text = '';
    this.#trailers = [];
    this.#extensionBytes = 0;
  }

  /**
   * Takes bytes from `start`.
   *
   * @returns the position after the last byte that belongs to the body.
   * @throws ProtocolError naming the defect.
   */
  execute(bytes: Buffer, start: number): number {
    let data: Buffer | undefined;
    let filled = 0;
    let position = start;
    while (position < bytes.length && this.#state !== 'complete') {
      switch (this.#state) {
        case 'data': {
          const end = Math.min(bytes.length, position + this.#size);
          this.#size -= end - position;
          data ??= Buffer.allocUnsafe(bytes.length - position);
          filled += bytes.copy(data, filled, position, end);
          position = end;
          if (this.#size === 0) this.#state = 'data-cr';
          break;
        }
        case 'trailer':
          position = this.#executeTrailer(bytes, position);
          break;
        default:
          this.#executeByte(bytes[position++]);
      }
    }
    if (data) this.#onData(data.subarray(0, filled));
    return position;
  }

  #executeByte(byte: number): void {
    switch (this.#state) {
      case 'size':
        this.#executeSize(byte);
        break;
      case 'extension':
        if (byte === cr) {
          if (!chunkExtensions.test(this.#text))
            throw new ProtocolError('a chunk extension is malformed');
          this.#text = '';
          this.#state = 'size-lf';
        } else {
          if (++this.#extensionBytes > this.#maxLineBytes)
            throw new ProtocolError('the chunk extensions are too long');
          this.#text += String.fromCharCode(byte);
        }
        break;
      case 'size-lf':
        this.#expect(byte, lf);
        this.#state = this.#size === 0 ? 'trailer' : 'data';
        break;
      case 'data-cr':
        this.#expect(byte, cr);
        this.#state = 'data-lf';
        break;
      default:
        this.#expect(byte, lf);
        this.#state = 'size';
        this.#digits = 0;
    }
  }

  #executeSize(byte: number): void {
    const digit = hexDigit(byte);
    if (digit >= 0) {
      if (++this.#digits > maxSizeDigits)
        throw new ProtocolError('a chunk size has too many digits');
      this.#size = this.#size * 16 + digit;
      return;
    }
    if (this.#digits === 0 || (byte !== cr && byte !== semicolon))
      throw new ProtocolError('a chunk size is malformed');
    if (byte === cr) {
      this.#state = 'size-lf';
    } else {
      this.#text = ';';
      this.#state = 'extension';
    }
  }

  /** Collects lines up to the empty one. */
  #executeTrailer(bytes: Buffer, start: number): number {
    let position = start;
    while (position < bytes.length) {
      this.#append(String.fromCharCode(bytes[position++]));
      if (this.#text === '\r\n') {
        this.#state = 'complete';
        break;
      }
      if (this.#text.endsWith('\r\n\r\n')) {
        this.#trailers = parseTrailers(this.#text.slice(0, -4));
        this.#state = 'complete';
        break;
      }
    }
    return position;
  }

  #append(character: string): void {
    if (this.#text.length >= this.#maxLineBytes)
      throw new ProtocolError(
        `chunk extensions or trailers are longer than ${
          this.#maxLineBytes
        } bytes`,
      );
    this.#text += character;
  }

  #expect(byte: number, wanted: number): void {
    if (byte !== wanted)
      throw new ProtocolError('a chunk is not followed by CRLF');
  }
}

/** Trailers that speak of the framing contradict the chunks that were just read. */
function parseTrailers(text: string): readonly string[] {
  const trailers = parseFields(text, 0);
  for (let i = 0; i < trailers.length; i += 2)
    if (/^(?:content-length|transfer-encoding)$/i.test(trailers[i]))
      throw new ProtocolError(`there is a trailer ${trailers[i]}`);
  return trailers;
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte + (byte < 0x61 ? 0x20 : 0);
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
