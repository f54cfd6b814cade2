import { ServerResponse } from 'node:http';
import { mayUseBucket } from '../auth/credential';
import { S3Error } from '../http/S3Error';
import { renderXml, XmlElement } from '../http/xml';
import { receivePayload } from '../payload/receivePayload';
import { Bucket } from '../store/Bucket';
import { OperationContext } from './types';

/** Longest XML document that is read: 1,000 keys of 1,024 bytes, escaped, fit. */
const longestDocument = 8 * 1024 * 1024;

/**
 * The bucket that a request names, or another one by name.
 * @throws S3Error NoSuchBucket, AccessDenied
 */
export function bucketOf(
  context: OperationContext,
  name = context.request.bucket ?? '',
): Bucket {
  const bucket = context.store.get(name);
  if (!mayUseBucket(context.auth.credential, name)) {
    throw new S3Error('AccessDenied', 'Access Denied');
  }
  return bucket;
}

/** The key that a request names. The router only calls object operations with one. */
export function keyOf(context: OperationContext): string {
  return context.request.key ?? '';
}

/** Reads a body that is a document. */
export async function readDocument(context: OperationContext): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  await receivePayload(context.request, context.auth, async piece => {
    size += piece.length;
    if (size > longestDocument) {
      throw new S3Error('MalformedXML', 'The XML you provided is too long.');
    }
    pieces.push(piece);
  });
  return Buffer.concat(pieces).toString('utf8');
}

/** Answers with a document. */
export function sendXml(
  response: ServerResponse,
  root: XmlElement,
  status = 200,
): void {
  const body = Buffer.from(renderXml(root));
  response.writeHead(status, {
    'Content-Type': 'application/xml',
    'Content-Length': body.length,
  });
  response.end(body);
}

/** Answers without a body. */
export function sendEmpty(
  response: ServerResponse,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): void {
  const length = status === 204 ? {} : { 'Content-Length': '0' };
  response.writeHead(status, { ...length, ...headers });
  response.end();
}
