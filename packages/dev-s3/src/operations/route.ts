import { S3Error } from '../http/S3Error';
import {
  createBucket,
  getBucketLocation,
  headBucket,
  listBuckets,
  listObjects,
} from './buckets';
import {
  abortMultipartUpload,
  completeMultipartUpload,
  createMultipartUpload,
  listParts,
  uploadPart,
} from './multipart';
import {
  copyObject,
  deleteObject,
  deleteObjects,
  getObject,
  putObject,
} from './objects';
import { Operation } from './types';

/** What of a request decides its operation. */
export interface RoutedRequest {
  readonly method: string;
  readonly bucket?: string;
  readonly key?: string;
  readonly query: readonly (readonly [string, string])[];
  /** It has `x-amz-copy-source`. */
  readonly isCopy: boolean;
}

interface Route {
  readonly on: 'service' | 'bucket' | 'object';
  readonly methods: readonly string[];
  /** Parameters that must be there: they make it this operation. */
  readonly needs?: readonly string[];
  /** Other parameters that it understands. */
  readonly takes?: readonly string[];
  readonly copy?: boolean;
  readonly operation: Operation;
}

const overrides = [
  'response-cache-control',
  'response-content-disposition',
  'response-content-encoding',
  'response-content-language',
  'response-content-type',
  'response-expires',
];

const routes: readonly Route[] = [
  { on: 'service', methods: ['GET'], operation: listBuckets },
  { on: 'bucket', methods: ['PUT'], operation: createBucket },
  { on: 'bucket', methods: ['HEAD'], operation: headBucket },
  {
    on: 'bucket',
    methods: ['GET'],
    needs: ['location'],
    operation: getBucketLocation,
  },
  {
    on: 'bucket',
    methods: ['GET'],
    takes: [
      'list-type',
      'prefix',
      'delimiter',
      'max-keys',
      'start-after',
      'continuation-token',
      'encoding-type',
      'fetch-owner',
    ],
    operation: listObjects,
  },
  {
    on: 'bucket',
    methods: ['POST'],
    needs: ['delete'],
    operation: deleteObjects,
  },
  { on: 'object', methods: ['PUT'], operation: putObject },
  { on: 'object', methods: ['PUT'], copy: true, operation: copyObject },
  {
    on: 'object',
    methods: ['PUT'],
    needs: ['partNumber', 'uploadId'],
    operation: uploadPart,
  },
  {
    on: 'object',
    methods: ['GET', 'HEAD'],
    takes: overrides,
    operation: getObject,
  },
  {
    on: 'object',
    methods: ['GET'],
    needs: ['uploadId'],
    takes: ['max-parts', 'part-number-marker'],
    operation: listParts,
  },
  { on: 'object', methods: ['DELETE'], operation: deleteObject },
  {
    on: 'object',
    methods: ['DELETE'],
    needs: ['uploadId'],
    operation: abortMultipartUpload,
  },
  {
    on: 'object',
    methods: ['POST'],
    needs: ['uploads'],
    operation: createMultipartUpload,
  },
  {
    on: 'object',
    methods: ['POST'],
    needs: ['uploadId'],
    operation: completeMultipartUpload,
  },
];

/**
 * The operation of a request. A parameter that it does not understand (`?acl`, `?versionId`, …) means an operation that
 * is not here, never the plain one.
 * @throws S3Error NotImplemented
 */
export function routeRequest(request: RoutedRequest): Operation {
  const on = targetOf(request);
  const names = request.query
    .map(([name]) => name)
    .filter(name => name !== 'x-id' && !/^x-amz-/i.test(name));
  const route = routes.find(
    candidate =>
      candidate.on === on &&
      candidate.methods.includes(request.method) &&
      (candidate.copy ?? false) === request.isCopy &&
      (candidate.needs ?? []).every(name => names.includes(name)) &&
      names.every(name => understands(candidate, name)),
  );
  if (!route) {
    const parameters = names.length > 0 ? ` with ${names.join(', ')}` : '';
    throw new S3Error(
      'NotImplemented',
      `${request.method} on a ${on}${parameters} is not implemented by this server.`,
    );
  }
  return route.operation;
}

function understands(route: Route, name: string): boolean {
  return Boolean(route.needs?.includes(name) || route.takes?.includes(name));
}

function targetOf(request: RoutedRequest): Route['on'] {
  if (request.bucket === undefined) return 'service';
  return request.key === undefined ? 'bucket' : 'object';
}
