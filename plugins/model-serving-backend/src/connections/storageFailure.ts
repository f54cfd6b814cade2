import { InputError, ServiceUnavailableError } from '@backstage/errors';
import { StorageError } from '@greenroom/storage-initializer';

/**
 * What a failure of foreign storage is to a caller of the API: a 404 or 403 of a bucket must not look like one of the
 * portal.
 */
export function storageFailure(error: unknown): unknown {
  if (!(error instanceof StorageError)) return error;
  return error.code === 'StorageUnreachable'
    ? new ServiceUnavailableError(error.message)
    : new InputError(error.message);
}
