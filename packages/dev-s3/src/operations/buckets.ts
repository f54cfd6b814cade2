import { mayUseBucket } from '../auth/credential';
import { S3Error } from '../http/S3Error';
import { XmlElement } from '../http/xml';
import { decodeCursor, encodeCursor, listPage } from '../store/listing';
import { ObjectRecord } from '../store/ObjectRecord';
import { bucketOf, readDocument, sendEmpty, sendXml } from './context';
import { Operation, OperationContext } from './types';

/** ListBuckets: those that the credential may use. */
export const listBuckets: Operation = async context => {
  const { store, response, auth } = context;
  const buckets = store
    .list()
    .filter(bucket => mayUseBucket(auth.credential, bucket.name))
    .map<XmlElement>(bucket => [
      'Bucket',
      [
        ['Name', bucket.name],
        ['CreationDate', new Date(bucket.createdAt).toISOString()],
      ],
    ]);
  sendXml(response, [
    'ListAllMyBucketsResult',
    [
      [
        'Owner',
        [
          ['ID', 'greenroom'],
          ['DisplayName', 'greenroom'],
        ],
      ],
      ['Buckets', buckets],
    ],
  ]);
};

/** CreateBucket. The region that a body may name is of no meaning here. */
export const createBucket: Operation = async context => {
  const name = context.request.bucket ?? '';
  if (!mayUseBucket(context.auth.credential, name)) {
    throw new S3Error('AccessDenied', 'Access Denied');
  }
  if (Number(context.request.sentHeader('content-length') ?? 0) > 0) {
    await readDocument(context);
  }
  await context.store.create(name, context.now);
  sendEmpty(context.response, 200, { Location: `/${name}` });
};

/** HeadBucket. */
export const headBucket: Operation = async context => {
  bucketOf(context);
  sendEmpty(context.response, 200, { 'x-amz-bucket-region': 'us-east-1' });
};

/** GetBucketLocation: always the empty constraint, which means us-east-1. */
export const getBucketLocation: Operation = async context => {
  bucketOf(context);
  sendXml(context.response, ['LocationConstraint', '']);
};

/** ListObjectsV2. */
export const listObjects: Operation = async context => {
  const { request, response } = context;
  const bucket = bucketOf(context);
  if (request.param('list-type') !== '2') {
    throw new S3Error(
      'NotImplemented',
      'Only version 2 of listing is supported: add list-type=2.',
    );
  }
  const prefix = request.param('prefix') ?? '';
  const delimiter = request.param('delimiter') ?? '';
  const maxKeys = readMaxKeys(context);
  const startAfter = request.param('start-after') ?? '';
  const token = request.param('continuation-token');
  const cursor = token === undefined ? undefined : decodeCursor(token);
  if (token !== undefined && cursor === undefined) {
    throw new S3Error(
      'InvalidArgument',
      'The continuation token provided is incorrect.',
    );
  }
  const page = listPage(bucket.keys(), {
    prefix,
    delimiter,
    maxKeys,
    startAfter,
    cursor,
  });
  const encode = keyEncoder(context);
  const contents = page.keys.flatMap<XmlElement>(key => {
    const record = bucket.get(key);
    return record ? [['Contents', describe(record, encode)]] : [];
  });
  const prefixes = page.commonPrefixes.map<XmlElement>(common => [
    'CommonPrefixes',
    [['Prefix', encode(common)]],
  ]);
  sendXml(response, [
    'ListBucketResult',
    [
      ['Name', bucket.name],
      ['Prefix', encode(prefix)],
      ['Delimiter', delimiter === '' ? undefined : encode(delimiter)],
      ['StartAfter', startAfter === '' ? undefined : encode(startAfter)],
      ['MaxKeys', maxKeys],
      ['KeyCount', contents.length + prefixes.length],
      ['IsTruncated', page.next !== undefined],
      ['EncodingType', request.param('encoding-type')],
      ['ContinuationToken', token],
      ['NextContinuationToken', page.next && encodeCursor(page.next)],
      ...contents,
      ...prefixes,
    ],
  ]);
};

function describe(
  record: ObjectRecord,
  encode: (text: string) => string,
): XmlElement[] {
  return [
    ['Key', encode(record.key)],
    ['LastModified', new Date(record.modifiedAt).toISOString()],
    ['ETag', `"${record.etag}"`],
    ['ChecksumAlgorithm', record.checksum?.algorithm.toUpperCase()],
    ['ChecksumType', record.checksum?.type],
    ['Size', record.size],
    ['StorageClass', 'STANDARD'],
  ];
}

function readMaxKeys({ request }: OperationContext): number {
  const text = request.param('max-keys') ?? '1000';
  if (!/^\d{1,9}$/.test(text)) {
    throw new S3Error('InvalidArgument', 'max-keys must be a number from 0.');
  }
  return Math.min(1000, Number(text));
}

function keyEncoder({ request }: OperationContext): (text: string) => string {
  const encoding = request.param('encoding-type');
  if (encoding === undefined) return text => text;
  if (encoding !== 'url') {
    throw new S3Error('InvalidArgument', 'encoding-type must be "url".');
  }
  return text => encodeURIComponent(text).replaceAll('%2F', '/');
}
