import { createHash } from 'node:crypto';
import { Authenticated } from '../auth/authenticate';
import { S3Error } from '../http/S3Error';
import { S3Request } from '../http/S3Request';
import { decodeAwsChunked } from './awsChunked';
import {
  Checksum,
  ChecksumAlgorithm,
  checksumAlgorithms,
  createChecksum,
  parseChecksumAlgorithm,
} from './checksum';

/** An additional checksum of a body. */
export interface NamedChecksum {
  readonly algorithm: ChecksumAlgorithm;
  /** Big-endian value. */
  readonly value: Buffer;
}

/** A body that arrived whole and passed every check that its headers ask for. */
export interface ReceivedPayload {
  readonly size: number;
  readonly md5: Buffer;
  readonly checksum?: NamedChecksum;
}

/**
 * Reads the body of a request: takes off `aws-chunked` framing, hands the data to `sink` piece by piece, and verifies
 * length, payload hash, Content-MD5 and additional checksums at the end. Whatever `sink` wrote is void if this throws.
 * @throws S3Error
 */
export async function receivePayload(
  request: S3Request,
  auth: Authenticated,
  sink: (data: Buffer) => Promise<void>,
): Promise<ReceivedPayload> {
  const streaming = auth.payloadHash.startsWith('STREAMING-');
  const length = expectedLength(request, streaming);
  const algorithm = announcedAlgorithm(request);
  const checksum = algorithm && createChecksum(algorithm);
  const md5 = createHash('md5');
  const sha = createHash('sha256');
  let trailer: ReadonlyMap<string, string> = new Map();
  let size = 0;

  const data = streaming
    ? decodeAwsChunked(request.body, {
        signer: chunkSigner(auth),
        onTrailer: lines => {
          trailer = lines;
        },
      })
    : request.body;
  for await (const piece of data) {
    size += piece.length;
    md5.update(piece);
    sha.update(piece);
    checksum?.update(piece);
    await sink(piece);
  }

  if (size !== length) {
    throw new S3Error(
      'IncompleteBody',
      `The body has ${size} bytes, its headers promise ${length}.`,
    );
  }
  checkPayloadHash(auth.payloadHash, sha.digest('hex'));
  const md5Value = md5.digest();
  checkContentMd5(request, md5Value);
  return {
    size,
    md5: md5Value,
    checksum: checkChecksum(request, trailer, algorithm, checksum),
  };
}

function expectedLength(request: S3Request, streaming: boolean): number {
  const name = streaming ? 'x-amz-decoded-content-length' : 'content-length';
  const text = request.sentHeader(name);
  if (text === undefined || !/^\d{1,15}$/.test(text)) {
    throw new S3Error(
      'MissingContentLength',
      `You must provide the ${name} header.`,
    );
  }
  return Number(text);
}

function chunkSigner(auth: Authenticated) {
  switch (auth.payloadHash) {
    case 'STREAMING-UNSIGNED-PAYLOAD-TRAILER':
      return undefined;
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD':
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER':
      return auth.chunkSigner;
    default:
      throw new S3Error(
        'NotImplemented',
        `x-amz-content-sha256 "${auth.payloadHash}" is not supported.`,
      );
  }
}

function announcedAlgorithm(request: S3Request): ChecksumAlgorithm | undefined {
  const inTrailer = request
    .header('x-amz-trailer')
    ?.split(',')
    .map(name => /^x-amz-checksum-(.+)$/i.exec(name.trim())?.[1])
    .find(name => name !== undefined);
  return (
    checksumAlgorithms.find(
      name => request.header(`x-amz-checksum-${name}`) !== undefined,
    ) ?? parseChecksumAlgorithm(inTrailer)
  );
}

function checkPayloadHash(claimed: string, actual: string): void {
  const isHash =
    claimed !== 'UNSIGNED-PAYLOAD' && !claimed.includes('STREAMING');
  if (isHash && claimed.toLowerCase() !== actual) {
    throw new S3Error(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  }
}

function checkContentMd5(request: S3Request, md5: Buffer): void {
  const claimed = request.header('content-md5');
  if (claimed !== undefined && claimed !== md5.toString('base64')) {
    throw new S3Error(
      'BadDigest',
      'The Content-MD5 you specified did not match what we received.',
    );
  }
}

function checkChecksum(
  request: S3Request,
  trailer: ReadonlyMap<string, string>,
  algorithm: ChecksumAlgorithm | undefined,
  checksum: Checksum | undefined,
): NamedChecksum | undefined {
  if (!algorithm || !checksum) return undefined;
  const name = `x-amz-checksum-${algorithm}`;
  const claimed = request.header(name) ?? trailer.get(name);
  const value = checksum.digest();
  if (claimed !== value.toString('base64')) {
    throw new S3Error(
      'BadDigest',
      `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
    );
  }
  return { algorithm, value };
}
