import { StorageError, StorageErrorCode } from '../StorageError';
import { errorName, systemCode } from '../systemError';
import {
  transportError,
  TransportReason,
  transportReason,
} from '../http/transportFailure';

/** Why a call to an S3 service failed. */
export type S3FailureReason =
  | 'wrong-key'
  | 'wrong-secret'
  | 'clock'
  | 'denied'
  | 'no-bucket'
  | 'no-key'
  | 'changed'
  | 'other-region'
  | 'redirect'
  | Exclude<TransportReason, 'not-http'>
  | 'busy'
  | 'not-s3'
  | 'other';

/** Where it failed, for the message. */
export interface S3Place {
  /** `host:port` of the endpoint. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly key?: string;
}

const byName: Readonly<Record<string, S3FailureReason>> = {
  InvalidAccessKeyId: 'wrong-key',
  SignatureDoesNotMatch: 'wrong-secret',
  RequestTimeTooSkewed: 'clock',
  AccessDenied: 'denied',
  AllAccessDisabled: 'denied',
  NoSuchBucket: 'no-bucket',
  InvalidBucketName: 'no-bucket',
  NoSuchKey: 'no-key',
  NotFound: 'no-key',
  PreconditionFailed: 'changed',
  InvalidRange: 'changed',
  PermanentRedirect: 'other-region',
  TemporaryRedirect: 'other-region',
  AuthorizationHeaderMalformed: 'other-region',
  SlowDown: 'busy',
  InternalError: 'busy',
  ServiceUnavailable: 'busy',
  TimeoutError: 'timeout',
  NotS3Error: 'not-s3',
};

const byStatus: Readonly<Record<number, S3FailureReason>> = {
  301: 'other-region',
  302: 'redirect',
  303: 'redirect',
  307: 'redirect',
  308: 'redirect',
  401: 'denied',
  403: 'denied',
  404: 'no-key',
  412: 'changed',
  416: 'changed',
  429: 'busy',
  500: 'busy',
  502: 'busy',
  503: 'busy',
  504: 'busy',
};

/** The reason of an error of the SDK or of a connection. */
export function s3FailureReason(error: unknown): S3FailureReason {
  const { name, status, isUnreadable } = describe(error);
  // First the code: the SDK names every lost connection a TimeoutError.
  const transport = transportReason(error);
  if (transport) return transport === 'not-http' ? 'not-s3' : transport;
  if (byName[name]) return byName[name];
  if (status !== undefined && byStatus[status]) return byStatus[status];
  if (isUnreadable) return 'not-s3';
  return 'other';
}

interface Explanation {
  readonly code: StorageErrorCode;
  readonly retryable?: boolean;
  readonly text: (place: S3Place, detail: string) => string;
}

const explanations: Readonly<
  Record<Exclude<S3FailureReason, TransportReason>, Explanation>
> = {
  'wrong-key': {
    code: 'StorageDenied',
    text: at =>
      `${at.endpoint} does not know this access key. Check the access key of the connection.`,
  },
  'wrong-secret': {
    code: 'StorageDenied',
    text: at =>
      `${at.endpoint} refused the signature: the secret key does not belong to the access key. Enter the secret key again.`,
  },
  clock: {
    code: 'StorageDenied',
    retryable: true,
    text: at =>
      `${at.endpoint} refused the request because the clocks differ by more than 15 minutes. Correct the time of this machine or of the storage.`,
  },
  denied: {
    code: 'StorageDenied',
    text: at =>
      `Access to ${placeText(
        at,
      )} was denied. Give this key the right to list and read there, or use another connection.`,
  },
  'no-bucket': {
    code: 'StorageNotFound',
    text: at =>
      `There is no bucket "${at.bucket}" at ${at.endpoint}. Check its name and the endpoint.`,
  },
  'no-key': {
    code: 'StorageNotFound',
    text: at =>
      `There is nothing at ${placeText(
        at,
      )}. Check the path; it is case-sensitive.`,
  },
  changed: {
    code: 'DigestMismatch',
    text: at =>
      `${placeText(
        at,
      )} changed while it was fetched. Try again when writing has ended.`,
  },
  'other-region': {
    code: 'StorageDenied',
    text: at =>
      `Bucket "${at.bucket}" is in another region than the connection says. Set the connection's region to the bucket's.`,
  },
  redirect: {
    code: 'StorageUnreachable',
    text: at =>
      `${at.endpoint} redirects to another address, which is not followed. Enter the address of the storage itself as the endpoint.`,
  },
  busy: {
    code: 'StorageUnreachable',
    retryable: true,
    text: (at, detail) =>
      `${at.endpoint} cannot answer now${detail}. Try again later.`,
  },
  'not-s3': {
    code: 'StorageUnreachable',
    text: at =>
      `What answers at ${at.endpoint} does not speak S3. Check the endpoint: it must be the storage's API, not its console.`,
  },
  other: {
    code: 'StorageUnreachable',
    text: (at, detail) =>
      `${at.endpoint} could not serve ${placeText(
        at,
      )}${detail}. Check the endpoint and the storage's own log.`,
  },
};

/** An error as people should read it. Storage errors pass through; nothing else of the cause is repeated but its code. */
export function explainS3Failure(error: unknown, place: S3Place): StorageError {
  if (error instanceof StorageError) return error;
  const reason = s3FailureReason(error);
  if (isTransportReason(reason)) {
    return transportError(
      reason,
      { host: place.endpoint, what: placeText(place) },
      error,
    );
  }
  const { code, retryable, text } = explanations[reason];
  const about = describe(error);
  const detail = about.code || about.name;
  return new StorageError(code, text(place, detail ? ` (${detail})` : ''), {
    retryable,
  });
}

function isTransportReason(
  reason: S3FailureReason,
): reason is Exclude<TransportReason, 'not-http'> {
  return !(reason in explanations);
}

function placeText({ endpoint, bucket, key }: S3Place): string {
  return `s3://${bucket}${key ? `/${key}` : ''} at ${endpoint}`;
}

function describe(error: unknown) {
  const metadata: unknown = Reflect.get(Object(error), '$metadata');
  const status: unknown = Reflect.get(Object(metadata), 'httpStatusCode');
  return {
    name: errorName(error),
    code: systemCode(error),
    status: typeof status === 'number' ? status : undefined,
    isUnreadable:
      error instanceof Error && /deserialization|parse/i.test(error.message),
  };
}
