import { S3Error } from './S3Error';

/** Values of `If-Match` and `If-None-Match`. */
export interface Conditions {
  readonly ifMatch?: string;
  readonly ifNoneMatch?: string;
}

/**
 * Whether an object may be read.
 * @throws S3Error PreconditionFailed or NotModified
 */
export function checkReadConditions(
  conditions: Conditions,
  etag: string,
): void {
  if (conditions.ifMatch !== undefined && !names(conditions.ifMatch, etag)) {
    throw preconditionFailed('If-Match');
  }
  if (
    conditions.ifNoneMatch !== undefined &&
    names(conditions.ifNoneMatch, etag)
  ) {
    throw new S3Error('NotModified', 'Not Modified');
  }
}

/**
 * Whether an object may be written over what is there (`etag` undefined: nothing).
 * @throws S3Error PreconditionFailed; NoSuchKey for `If-Match` on nothing; NotImplemented for other `If-None-Match`
 */
export function checkWriteConditions(
  conditions: Conditions,
  etag: string | undefined,
): void {
  if (conditions.ifNoneMatch !== undefined) {
    if (conditions.ifNoneMatch.trim() !== '*') {
      throw new S3Error(
        'NotImplemented',
        'If-None-Match on a write supports only "*".',
      );
    }
    if (etag !== undefined) throw preconditionFailed('If-None-Match');
  }
  if (conditions.ifMatch !== undefined) {
    if (etag === undefined) {
      throw new S3Error('NoSuchKey', 'The specified key does not exist.');
    }
    if (!names(conditions.ifMatch, etag)) throw preconditionFailed('If-Match');
  }
}

function names(header: string, etag: string): boolean {
  return header
    .split(',')
    .map(item => item.trim().replace(/^W\//, ''))
    .some(item => item === '*' || item.replace(/^"|"$/g, '') === etag);
}

function preconditionFailed(condition: string): S3Error {
  return new S3Error(
    'PreconditionFailed',
    `At least one of the pre-conditions you specified did not hold: ${condition}`,
  );
}
