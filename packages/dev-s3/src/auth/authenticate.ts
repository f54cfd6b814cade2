import { timingSafeEqual } from 'node:crypto';
import { S3Error } from '../http/S3Error';
import { S3Request } from '../http/S3Request';
import { S3Credential } from './credential';
import {
  canonicalRequest,
  ChunkSigner,
  CredentialScope,
  signingKey,
  signRequest,
} from './signature';

/** Who sent a request, and how its body is protected. */
export interface Authenticated {
  readonly credential: S3Credential;
  /** Value of `x-amz-content-sha256`; `UNSIGNED-PAYLOAD` for presigned URLs. */
  readonly payloadHash: string;
  /** For bodies whose chunks are signed. */
  readonly chunkSigner: ChunkSigner;
}

interface Claim {
  readonly accessKeyId: string;
  readonly scope: CredentialScope;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly timestamp: string;
  readonly payloadHash: string;
}

const skewLimitMs = 15 * 60_000;
const longestExpirySeconds = 604_800;

/**
 * Checks the signature of a request, in its header or in its URL.
 * @param now - milliseconds since epoch
 * @throws S3Error with the code that says what is wrong
 */
export function authenticate(
  request: S3Request,
  credentials: readonly S3Credential[],
  now: number,
): Authenticated {
  const presigned = request.param('X-Amz-Signature') !== undefined;
  const claim = presigned ? presignedClaim(request) : headerClaim(request);
  const signedAt = parseTimestamp(claim);
  if (presigned) checkExpiry(request, signedAt, now);
  else checkSkew(signedAt, now);

  const credential = credentials.find(
    known => known.accessKeyId === claim.accessKeyId,
  );
  if (!credential) {
    throw new S3Error(
      'InvalidAccessKeyId',
      'The AWS Access Key Id you provided does not exist in our records.',
    );
  }
  const key = signingKey(credential.secretAccessKey, claim.scope);
  const canonical = canonicalRequest({
    method: request.method,
    rawPath: request.rawPath,
    query: request.query.filter(([name]) => name !== 'X-Amz-Signature'),
    headers: claim.signedHeaders.map(name => [
      name,
      request.sentHeader(name) ?? '',
    ]),
    payloadHash: claim.payloadHash,
  });
  const expected = signRequest(key, claim.timestamp, claim.scope, canonical);
  if (!equalInConstantTime(expected, claim.signature)) {
    throw new S3Error(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    );
  }
  return {
    credential,
    payloadHash: claim.payloadHash,
    chunkSigner: new ChunkSigner(key, claim.timestamp, claim.scope, expected),
  };
}

/** Whether two texts are equal, in a time that does not tell where they differ. */
export function equalInConstantTime(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function headerClaim(request: S3Request): Claim {
  const header = request.sentHeader('authorization');
  if (header === undefined) throw new S3Error('AccessDenied', 'Access Denied');
  const match =
    /^AWS4-HMAC-SHA256\s+Credential=([^,]+),\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]+)$/.exec(
      header.trim(),
    );
  const payloadHash = request.sentHeader('x-amz-content-sha256');
  if (!match || payloadHash === undefined) {
    throw new S3Error(
      'AuthorizationHeaderMalformed',
      'The authorization header must be AWS4-HMAC-SHA256 with Credential, SignedHeaders and Signature, next to x-amz-content-sha256.',
    );
  }
  return {
    ...parseCredential(match[1], 'AuthorizationHeaderMalformed'),
    signedHeaders: parseSignedHeaders(match[2]),
    signature: match[3],
    timestamp: request.sentHeader('x-amz-date') ?? '',
    payloadHash,
  };
}

function presignedClaim(request: S3Request): Claim {
  if (request.param('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256') {
    throw new S3Error(
      'AuthorizationQueryParametersError',
      'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256".',
    );
  }
  return {
    ...parseCredential(
      request.param('X-Amz-Credential') ?? '',
      'AuthorizationQueryParametersError',
    ),
    signedHeaders: parseSignedHeaders(
      request.param('X-Amz-SignedHeaders') ?? '',
    ),
    signature: request.param('X-Amz-Signature') ?? '',
    timestamp: request.param('X-Amz-Date') ?? '',
    payloadHash: 'UNSIGNED-PAYLOAD',
  };
}

/** The host must be signed, or a signature would be good for any server. */
function parseSignedHeaders(list: string): string[] {
  const names = list.toLowerCase().split(';');
  if (!names.includes('host')) {
    throw new S3Error('AccessDenied', 'The host header must be signed.');
  }
  return names;
}

function parseCredential(
  text: string,
  code: 'AuthorizationHeaderMalformed' | 'AuthorizationQueryParametersError',
): Pick<Claim, 'accessKeyId' | 'scope'> {
  const match = /^(.+)\/(\d{8})\/([^/]+)\/s3\/aws4_request$/.exec(text);
  if (!match) {
    throw new S3Error(
      code,
      'The credential must be "<access key>/<YYYYMMDD>/<region>/s3/aws4_request".',
    );
  }
  return {
    accessKeyId: match[1],
    scope: { date: match[2], region: match[3] },
  };
}

function parseTimestamp(claim: Claim): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(
    claim.timestamp,
  );
  if (!match || !claim.timestamp.startsWith(claim.scope.date)) {
    throw new S3Error(
      'AccessDenied',
      'X-Amz-Date must be YYYYMMDDTHHMMSSZ, on the day of the credential.',
    );
  }
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function checkSkew(signedAt: number, now: number): void {
  if (Math.abs(now - signedAt) > skewLimitMs) {
    throw new S3Error(
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
    );
  }
}

function checkExpiry(request: S3Request, signedAt: number, now: number): void {
  const expires = request.param('X-Amz-Expires') ?? '';
  if (!/^\d{1,6}$/.test(expires) || Number(expires) > longestExpirySeconds) {
    throw new S3Error(
      'AuthorizationQueryParametersError',
      `X-Amz-Expires must be a number of seconds up to ${longestExpirySeconds}.`,
    );
  }
  if (now > signedAt + Number(expires) * 1000) {
    throw new S3Error('AccessDenied', 'Request has expired');
  }
  if (now < signedAt - skewLimitMs) {
    throw new S3Error('AccessDenied', 'Request is not yet valid');
  }
}
