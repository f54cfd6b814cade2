import { createHash } from 'node:crypto';
import { FileHandle, open, rm } from 'node:fs/promises';
import { S3Error } from '../http/S3Error';
import { S3Request } from '../http/S3Request';
import { elementsOf, textOf, XmlElement } from '../http/xml';
import {
  ChecksumAlgorithm,
  createChecksum,
  parseChecksumAlgorithm,
} from '../payload/checksum';
import { ObjectChecksum } from '../store/ObjectRecord';
import { Upload, UploadPart } from '../store/Uploads';
import { checksumHeaders, fullChecksum, readAttributes } from './attributes';
import { copyToFile } from './copyToFile';
import { bucketOf, keyOf, readDocument, sendEmpty, sendXml } from './context';
import { receiveFile } from './objects';
import { Operation, OperationContext } from './types';

const smallestPart = 5 * 1024 * 1024;

/** CreateMultipartUpload. */
export const createMultipartUpload: Operation = async context => {
  const { request, response, uploads } = context;
  const bucket = bucketOf(context);
  const upload = uploads.begin({
    bucket: bucket.name,
    key: keyOf(context),
    attributes: readAttributes(request),
    checksum: announcedChecksum(request),
  });
  sendXml(response, [
    'InitiateMultipartUploadResult',
    [
      ['Bucket', upload.bucket],
      ['Key', upload.key],
      ['UploadId', upload.id],
    ],
  ]);
};

/** UploadPart. */
export const uploadPart: Operation = async context => {
  const { request, response, uploads, now } = context;
  const bucket = bucketOf(context);
  const number = readPartNumber(request);
  const upload = uploadOf(context);
  const file = bucket.incomingFile();
  try {
    const payload = await receiveFile(context, file);
    // It may have been completed or aborted while the body came in.
    uploadOf(context);
    await uploads.addPart(upload, {
      ...payload,
      number,
      file,
      modifiedAt: now,
    });
    const { 'x-amz-checksum-type': _, ...headers } = checksumHeaders(
      fullChecksum(payload.checksum),
    );
    sendEmpty(response, 200, {
      ETag: `"${payload.md5.toString('hex')}"`,
      ...headers,
    });
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
};

/** ListParts. */
export const listParts: Operation = async context => {
  const { request, response } = context;
  bucketOf(context);
  const upload = uploadOf(context);
  const marker = Number(request.param('part-number-marker') ?? 0);
  const limit = Math.min(1000, Number(request.param('max-parts') ?? 1000));
  const rest = [...upload.parts.values()]
    .filter(part => part.number > marker)
    .sort((a, b) => a.number - b.number);
  const page = rest.slice(0, limit);
  const truncated = rest.length > page.length;
  sendXml(response, [
    'ListPartsResult',
    [
      ['Bucket', upload.bucket],
      ['Key', upload.key],
      ['UploadId', upload.id],
      ['PartNumberMarker', marker],
      ['NextPartNumberMarker', truncated ? page.at(-1)?.number : undefined],
      ['MaxParts', limit],
      ['IsTruncated', truncated],
      ...page.map<XmlElement>(part => [
        'Part',
        [
          ['PartNumber', part.number],
          ['LastModified', new Date(part.modifiedAt).toISOString()],
          ['ETag', `"${part.md5.toString('hex')}"`],
          ['Size', part.size],
        ],
      ]),
    ],
  ]);
};

/** CompleteMultipartUpload: joins the parts that the document names, in its order. */
export const completeMultipartUpload: Operation = async context => {
  const { request, response, uploads, now } = context;
  const bucket = bucketOf(context);
  const upload = uploadOf(context);
  const parts = chooseParts(upload, await readDocument(context));
  const file = bucket.incomingFile();
  try {
    const full =
      upload.checksum?.type === 'FULL_OBJECT'
        ? createChecksum(upload.checksum.algorithm)
        : undefined;
    const { size } = await copyToFile(openParts(parts), file, full);
    const digest = createHash('md5');
    for (const part of parts) digest.update(part.md5);
    const record = await bucket.put(
      file,
      {
        key: upload.key,
        size,
        etag: `${digest.digest('hex')}-${parts.length}`,
        modifiedAt: now,
        ...upload.attributes,
        checksum: objectChecksum(upload, parts, full?.digest()),
      },
      {
        ifMatch: request.sentHeader('if-match'),
        ifNoneMatch: request.sentHeader('if-none-match'),
      },
    );
    await uploads.end(upload);
    const { checksum } = record;
    sendXml(response, [
      'CompleteMultipartUploadResult',
      [
        ['Location', request.rawPath],
        ['Bucket', bucket.name],
        ['Key', upload.key],
        ['ETag', `"${record.etag}"`],
        [checksumElement(checksum?.algorithm ?? 'crc32'), checksum?.value],
        ['ChecksumType', checksum?.type],
      ],
    ]);
  } finally {
    await rm(file, { force: true });
  }
};

/** AbortMultipartUpload. */
export const abortMultipartUpload: Operation = async context => {
  bucketOf(context);
  await context.uploads.end(uploadOf(context));
  sendEmpty(context.response, 204);
};

function uploadOf(context: OperationContext): Upload {
  const { request, uploads } = context;
  return uploads.get(
    request.param('uploadId') ?? '',
    request.bucket ?? '',
    keyOf(context),
  );
}

function announcedChecksum(request: S3Request): Upload['checksum'] {
  const algorithm = parseChecksumAlgorithm(
    request.header('x-amz-checksum-algorithm'),
  );
  if (!algorithm) return undefined;
  const type = request.header('x-amz-checksum-type')?.toUpperCase();
  const isFull = type === 'FULL_OBJECT' || algorithm === 'crc64nvme';
  return { algorithm, type: isFull ? 'FULL_OBJECT' : 'COMPOSITE' };
}

function readPartNumber(request: S3Request): number {
  const number = Number(request.param('partNumber'));
  if (!Number.isInteger(number) || number < 1 || number > 10_000) {
    throw new S3Error(
      'InvalidArgument',
      'Part number must be an integer between 1 and 10000, inclusive.',
    );
  }
  return number;
}

function chooseParts(upload: Upload, document: string): UploadPart[] {
  const parts = elementsOf(document, 'Part').map(element => {
    const part = upload.parts.get(Number(textOf(element, 'PartNumber')));
    const etag = textOf(element, 'ETag')?.replace(/^"|"$/g, '');
    const checksum =
      part?.checksum &&
      textOf(element, checksumElement(part.checksum.algorithm));
    const isSame =
      part !== undefined &&
      part.md5.toString('hex') === etag &&
      (checksum === undefined ||
        checksum === part.checksum?.value.toString('base64'));
    if (!isSame) {
      throw new S3Error(
        'InvalidPart',
        'One or more of the specified parts could not be found, or its ETag or checksum does not match.',
      );
    }
    return part;
  });
  if (parts.length === 0) {
    throw new S3Error('MalformedXML', 'You must specify at least one part.');
  }
  if (parts.some((part, at) => at > 0 && part.number <= parts[at - 1].number)) {
    throw new S3Error(
      'InvalidPartOrder',
      'The list of parts was not in ascending order by part number.',
    );
  }
  if (parts.slice(0, -1).some(part => part.size < smallestPart)) {
    throw new S3Error(
      'EntityTooSmall',
      'Your proposed upload is smaller than the minimum allowed size: every part but the last needs 5 MiB.',
    );
  }
  return parts;
}

async function* openParts(
  parts: readonly UploadPart[],
): AsyncGenerator<FileHandle> {
  for (const part of parts) {
    const file = await open(part.file);
    try {
      yield file;
    } finally {
      await file.close();
    }
  }
}

function objectChecksum(
  upload: Upload,
  parts: readonly UploadPart[],
  full: Buffer | undefined,
): ObjectChecksum | undefined {
  if (!upload.checksum) return undefined;
  const { algorithm, type } = upload.checksum;
  if (full) return { algorithm, type, value: full.toString('base64') };
  const composite = createChecksum(algorithm);
  for (const { checksum } of parts) {
    if (checksum?.algorithm !== algorithm) return undefined;
    composite.update(checksum.value);
  }
  const value = `${composite.digest().toString('base64')}-${parts.length}`;
  return { algorithm, type, value };
}

function checksumElement(algorithm: ChecksumAlgorithm): string {
  return `Checksum${algorithm.toUpperCase()}`;
}
