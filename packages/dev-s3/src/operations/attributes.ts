import { S3Request } from '../http/S3Request';
import { NamedChecksum } from '../payload/receivePayload';
import {
  ObjectAttributes,
  ObjectChecksum,
  ObjectRecord,
} from '../store/ObjectRecord';

const storedHeaders = [
  'cache-control',
  'content-disposition',
  'content-language',
  'content-type',
  'expires',
] as const;

/** What a writing request says about its object. */
export function readAttributes(request: S3Request): ObjectAttributes {
  const headers: Record<string, string> = {};
  for (const name of storedHeaders) {
    const value = request.sentHeader(name);
    if (value !== undefined) headers[name] = value;
  }
  headers['content-type'] ??= 'binary/octet-stream';
  const encoding = storedEncoding(request.sentHeader('content-encoding'));
  if (encoding) headers['content-encoding'] = encoding;
  return { headers, metadata: request.headersWithPrefix('x-amz-meta-') };
}

/** `aws-chunked` is framing of the transfer, not of the object. */
function storedEncoding(header = ''): string {
  return header
    .split(',')
    .map(encoding => encoding.trim())
    .filter(encoding => encoding !== '' && encoding !== 'aws-chunked')
    .join(', ');
}

/** An additional checksum of a whole body, as an object keeps it. */
export function fullChecksum(
  checksum: NamedChecksum | undefined,
): ObjectChecksum | undefined {
  return (
    checksum && {
      algorithm: checksum.algorithm,
      value: checksum.value.toString('base64'),
      type: 'FULL_OBJECT',
    }
  );
}

/** Headers that tell a client about an additional checksum. */
export function checksumHeaders(
  checksum: ObjectChecksum | undefined,
): Record<string, string> {
  if (!checksum) return {};
  return {
    [`x-amz-checksum-${checksum.algorithm}`]: checksum.value,
    'x-amz-checksum-type': checksum.type,
  };
}

/** Headers of GET and HEAD; `response-*` parameters of the request override stored ones. */
export function objectHeaders(
  record: ObjectRecord,
  request: S3Request,
): Record<string, string> {
  const headers: Record<string, string> = {
    ...record.headers,
    etag: `"${record.etag}"`,
    'last-modified': new Date(record.modifiedAt).toUTCString(),
    'accept-ranges': 'bytes',
  };
  for (const [name, value] of Object.entries(record.metadata)) {
    headers[`x-amz-meta-${name}`] = value;
  }
  for (const name of [...storedHeaders, 'content-encoding']) {
    const override = request.param(`response-${name}`);
    if (override !== undefined) headers[name] = override;
  }
  return headers;
}
