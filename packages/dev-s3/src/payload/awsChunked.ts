import { createHash } from 'node:crypto';
import { equalInConstantTime } from '../auth/authenticate';
import { ChunkSigner } from '../auth/signature';
import { S3Error } from '../http/S3Error';

const longestLine = 8 * 1024;
const longestTrailer = 16 * 1024;

/** How an `aws-chunked` body is read. */
export interface AwsChunkedOptions {
  /** Present: every chunk must carry its signature, and the trailer too if there is one. */
  readonly signer?: ChunkSigner;
  /** Called once at the end with the lower-case names and values of the trailer. */
  onTrailer(trailer: ReadonlyMap<string, string>): void;
}

/** Lines and byte runs of a stream, whatever its own pieces are. */
class ByteReader {
  readonly #source: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** At least one and at most `limit` bytes. */
  async upTo(limit: number): Promise<Buffer> {
    if (this.#rest.length === 0) await this.#required();
    const data = this.#rest.subarray(0, limit);
    this.#rest = this.#rest.subarray(data.length);
    return data;
  }

  /** The next line, without its CRLF. */
  async line(): Promise<string> {
    const line = await this.lineOrEnd();
    if (line === undefined) throw incomplete();
    return line;
  }

  /** As `line`, undefined if the stream ends before it. */
  async lineOrEnd(): Promise<string | undefined> {
    for (;;) {
      const end = this.#rest.indexOf('\r\n');
      if (end >= 0) {
        const line = this.#rest.toString('latin1', 0, end);
        this.#rest = this.#rest.subarray(end + 2);
        return line;
      }
      if (this.#rest.length > longestLine) {
        throw new S3Error('InvalidRequest', 'A chunk header is too long.');
      }
      if (!(await this.#more())) {
        if (this.#rest.length > 0) throw incomplete();
        return undefined;
      }
    }
  }

  async #required(): Promise<void> {
    if (!(await this.#more())) throw incomplete();
  }

  async #more(): Promise<boolean> {
    const next = await this.#source.next();
    if (next.done) return false;
    this.#rest =
      this.#rest.length === 0
        ? next.value
        : Buffer.concat([this.#rest, next.value]);
    return true;
  }
}

/**
 * Data of a body in `aws-chunked` framing: `<hex size>[;chunk-signature=…]` CRLF data CRLF, ended by a chunk of size 0,
 * trailer lines and an empty line. Data is passed on as it comes; a bad signature fails after its chunk was passed on,
 * so the consumer must not publish before the end.
 * @throws S3Error IncompleteBody, InvalidRequest, SignatureDoesNotMatch
 */
export async function* decodeAwsChunked(
  body: AsyncIterable<Buffer>,
  options: AwsChunkedOptions,
): AsyncGenerator<Buffer> {
  const reader = new ByteReader(body);
  for (;;) {
    const { size, signature } = parseChunkHeader(await reader.line());
    const hash = createHash('sha256');
    for (let left = size; left > 0; ) {
      const data = await reader.upTo(left);
      hash.update(data);
      left -= data.length;
      yield data;
    }
    if (options.signer) {
      checkSignature(options.signer.chunk(hash.digest('hex')), signature);
    }
    if (size === 0) break;
    if ((await reader.line()) !== '') {
      throw new S3Error('InvalidRequest', 'A chunk is longer than it says.');
    }
  }
  options.onTrailer(await readTrailer(reader, options.signer));
}

async function readTrailer(reader: ByteReader, signer?: ChunkSigner) {
  const trailer = new Map<string, string>();
  let signed = '';
  let signature: string | undefined;
  for (;;) {
    const line = await reader.lineOrEnd();
    if (line === undefined || line === '') break;
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon)).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === 'x-amz-trailer-signature') {
      signature = value;
      continue;
    }
    signed += `${name}:${value}\n`;
    if (signed.length > longestTrailer) {
      throw new S3Error('InvalidRequest', 'The trailer is too long.');
    }
    trailer.set(name, value);
  }
  if (signer && trailer.size > 0) {
    checkSignature(signer.trailer(signed), signature);
  }
  return trailer;
}

function parseChunkHeader(line: string) {
  const match = /^([0-9a-f]{1,12})(?:;chunk-signature=([0-9a-f]+))?$/i.exec(
    line,
  );
  if (!match) {
    throw new S3Error(
      'InvalidRequest',
      'The body says aws-chunked but has no chunk header where one must be.',
    );
  }
  return { size: parseInt(match[1], 16), signature: match[2] };
}

function checkSignature(expected: string, actual: string | undefined): void {
  if (actual === undefined || !equalInConstantTime(expected, actual)) {
    throw new S3Error(
      'SignatureDoesNotMatch',
      'The signature of a chunk or trailer does not match what we calculated.',
    );
  }
}

function incomplete(): S3Error {
  return new S3Error(
    'IncompleteBody',
    'The body ended before the number of bytes that its headers promise.',
  );
}
