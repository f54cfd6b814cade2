import { createHash, createHmac } from 'node:crypto';

/** `<date>/<region>/s3/aws4_request` of a signature. */
export interface CredentialScope {
  /** `YYYYMMDD` */
  readonly date: string;
  readonly region: string;
}

/** What a signature covers. */
export interface SignedContent {
  readonly method: string;
  /** Path as it came over the wire: S3 signs it without a second encoding. */
  readonly rawPath: string;
  /** Decoded names and values, without `X-Amz-Signature`. */
  readonly query: readonly (readonly [string, string])[];
  /** Lower-case names, in the order of the signed-header list. */
  readonly headers: readonly (readonly [string, string])[];
  /** Value of `x-amz-content-sha256`, or `UNSIGNED-PAYLOAD` for presigned URLs. */
  readonly payloadHash: string;
}

/** SHA-256 of nothing, part of every signed chunk. */
export const emptySha256 = sha256('');

/** Hex SHA-256. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** Signature version 4, first step: the request in the form that both sides agree on. */
export function canonicalRequest(content: SignedContent): string {
  const query = content.query
    .map(([name, value]) => [uriEncode(name), uriEncode(value)] as const)
    .sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const headers = content.headers.map(
    ([name, value]) => `${name}:${value.trim().replace(/ +/g, ' ')}\n`,
  );
  return [
    content.method,
    content.rawPath,
    query,
    headers.join(''),
    content.headers.map(([name]) => name).join(';'),
    content.payloadHash,
  ].join('\n');
}

/** Signature version 4, last step: the hex signature of a canonical request. */
export function signRequest(
  key: Buffer,
  timestamp: string,
  scope: CredentialScope,
  canonical: string,
): string {
  return hmac(
    key,
    ['AWS4-HMAC-SHA256', timestamp, scopeText(scope), sha256(canonical)].join(
      '\n',
    ),
  ).toString('hex');
}

/** The key that signs within a scope. */
export function signingKey(secret: string, scope: CredentialScope): Buffer {
  const parts = [scope.date, scope.region, 's3', 'aws4_request'];
  return parts.reduce<Buffer>(
    (key, part) => hmac(key, part),
    Buffer.from(`AWS4${secret}`),
  );
}

/** Signs the chunks of a body, each over the one before, starting from the request's signature. */
export class ChunkSigner {
  readonly #key: Buffer;
  readonly #context: readonly [string, string];
  #previous: string;

  constructor(
    key: Buffer,
    timestamp: string,
    scope: CredentialScope,
    seed: string,
  ) {
    this.#key = key;
    this.#context = [timestamp, scopeText(scope)];
    this.#previous = seed;
  }

  /** Signature of the next chunk, given the hex SHA-256 of its data. */
  chunk(dataHash: string): string {
    return this.#next([
      'AWS4-HMAC-SHA256-PAYLOAD',
      ...this.#context,
      this.#previous,
      emptySha256,
      dataHash,
    ]);
  }

  /** Signature of the trailer, given its lines as `name:value\n`. */
  trailer(lines: string): string {
    return this.#next([
      'AWS4-HMAC-SHA256-TRAILER',
      ...this.#context,
      this.#previous,
      sha256(lines),
    ]);
  }

  #next(parts: readonly string[]): string {
    this.#previous = hmac(this.#key, parts.join('\n')).toString('hex');
    return this.#previous;
  }
}

function scopeText(scope: CredentialScope): string {
  return `${scope.date}/${scope.region}/s3/aws4_request`;
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Stricter than `encodeURIComponent`: `! ' ( ) *` are encoded too. */
function uriEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
