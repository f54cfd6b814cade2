import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { checkReadConditions, Conditions } from '../http/conditions';
import { parseRange } from '../http/range';
import { S3Error } from '../http/S3Error';
import { S3Request } from '../http/S3Request';
import { elementsOf, textOf, XmlElement } from '../http/xml';
import { receivePayload, ReceivedPayload } from '../payload/receivePayload';
import { Bucket } from '../store/Bucket';
import {
  checksumHeaders,
  fullChecksum,
  objectHeaders,
  readAttributes,
} from './attributes';
import { copyToFile } from './copyToFile';
import { bucketOf, keyOf, readDocument, sendEmpty, sendXml } from './context';
import { Operation, OperationContext } from './types';

/** PutObject: the object appears when the whole body has arrived and was verified. */
export const putObject: Operation = async context => {
  const { request, response, now } = context;
  const bucket = bucketOf(context);
  const file = bucket.incomingFile();
  try {
    const payload = await receiveFile(context, file);
    const record = await bucket.put(
      file,
      {
        key: keyOf(context),
        size: payload.size,
        etag: payload.md5.toString('hex'),
        modifiedAt: now,
        ...readAttributes(request),
        checksum: fullChecksum(payload.checksum),
      },
      conditionsOf(request),
    );
    sendEmpty(response, 200, {
      ETag: `"${record.etag}"`,
      ...checksumHeaders(record.checksum),
    });
  } finally {
    await rm(file, { force: true });
  }
};

/** GetObject and HeadObject. */
export const getObject: Operation = async context => {
  const { request, response } = context;
  const { record, bytes } = await openObject(bucketOf(context), keyOf(context));
  try {
    checkReadConditions(conditionsOf(request), record.etag);
    const range = parseRange(request.sentHeader('range'), record.size);
    const headers = objectHeaders(record, request);
    if (range) {
      headers[
        'content-range'
      ] = `bytes ${range.start}-${range.end}/${record.size}`;
      headers['content-length'] = String(range.end - range.start + 1);
    } else {
      headers['content-length'] = String(record.size);
      if (request.header('x-amz-checksum-mode')?.toUpperCase() === 'ENABLED') {
        Object.assign(headers, checksumHeaders(record.checksum));
      }
    }
    response.writeHead(range ? 206 : 200, headers);
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    await pipeline(
      createReadStream('', { fd: bytes, autoClose: false, ...range }),
      response,
    );
  } finally {
    await bytes.close();
  }
};

/** DeleteObject: also fine if there is nothing. */
export const deleteObject: Operation = async context => {
  await bucketOf(context).delete(keyOf(context));
  sendEmpty(context.response, 204);
};

/** DeleteObjects: up to 1,000 keys in one request. */
export const deleteObjects: Operation = async context => {
  const bucket = bucketOf(context);
  const document = await readDocument(context);
  const quiet = textOf(document, 'Quiet') === 'true';
  const keys = elementsOf(document, 'Object').map(object => {
    const key = textOf(object, 'Key');
    if (!key) {
      throw new S3Error('MalformedXML', 'Every <Object> needs a <Key>.');
    }
    return key;
  });
  if (keys.length === 0 || keys.length > 1000) {
    throw new S3Error(
      'MalformedXML',
      'The request must name 1 to 1,000 objects.',
    );
  }
  for (const key of keys) await bucket.delete(key);
  const deleted = keys.map<XmlElement>(key => ['Deleted', [['Key', key]]]);
  sendXml(context.response, ['DeleteResult', quiet ? [] : deleted]);
};

/** CopyObject, within a bucket or between two. */
export const copyObject: Operation = async context => {
  const { request, response, now } = context;
  const target = bucketOf(context);
  const from = parseCopySource(request.header('x-amz-copy-source') ?? '');
  const replace = request.header('x-amz-metadata-directive') === 'REPLACE';
  if (!replace && from.bucket === target.name && from.key === keyOf(context)) {
    throw new S3Error(
      'InvalidRequest',
      'This copy request is illegal because it is trying to copy an object to itself without changing its metadata.',
    );
  }
  const source = await openObject(bucketOf(context, from.bucket), from.key);
  const file = target.incomingFile();
  try {
    checkReadConditions(
      {
        ifMatch: request.header('x-amz-copy-source-if-match'),
        ifNoneMatch: request.header('x-amz-copy-source-if-none-match'),
      },
      source.record.etag,
    );
    const copy = await copyToFile([source.bytes], file);
    const record = await target.put(
      file,
      {
        ...source.record,
        ...(replace && readAttributes(request)),
        key: keyOf(context),
        // A multipart object becomes a plain one, so its composite checksum no longer says anything.
        etag: copy.md5.toString('hex'),
        checksum:
          source.record.checksum?.type === 'FULL_OBJECT'
            ? source.record.checksum
            : undefined,
        modifiedAt: now,
      },
      conditionsOf(request),
    );
    sendXml(response, [
      'CopyObjectResult',
      [
        ['LastModified', new Date(record.modifiedAt).toISOString()],
        ['ETag', `"${record.etag}"`],
      ],
    ]);
  } finally {
    await source.bytes.close();
    await rm(file, { force: true });
  }
};

/** Receives the body of a request into a file. */
export async function receiveFile(
  context: OperationContext,
  path: string,
): Promise<ReceivedPayload> {
  const file = await open(path, 'wx');
  try {
    return await receivePayload(context.request, context.auth, async piece => {
      await file.writeFile(piece);
    });
  } finally {
    await file.close();
  }
}

async function openObject(bucket: Bucket, key: string) {
  const object = await bucket.open(key);
  if (!object) {
    throw new S3Error('NoSuchKey', 'The specified key does not exist.');
  }
  return object;
}

function conditionsOf(request: S3Request): Conditions {
  return {
    ifMatch: request.sentHeader('if-match'),
    ifNoneMatch: request.sentHeader('if-none-match'),
  };
}

function parseCopySource(header: string): { bucket: string; key: string } {
  const match = /^\/?([^/]+)\/(.+)$/s.exec(header);
  if (!match || header.includes('?')) {
    throw new S3Error(
      'InvalidArgument',
      'x-amz-copy-source must be "<bucket>/<key>", percent-encoded, without a version.',
    );
  }
  try {
    return { bucket: match[1], key: decodeURIComponent(match[2]) };
  } catch {
    throw new S3Error('InvalidArgument', 'x-amz-copy-source is not encoded.');
  }
}
