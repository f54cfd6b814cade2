import { StorageError } from '../StorageError';
import { errorName, systemCode } from '../systemError';
import { transportError, transportReason } from './transportFailure';

/**
 * What was asked for, for messages.
 */
export interface HttpPlace {
  /** `name` or `name:port`. */
  readonly host: string;
  /** For example `"model.onnx"`; without secrets. */
  readonly what: string;
  /** What to do when access is denied: a sentence. */
  readonly whenDenied: string;
}

/**
 * The error of an answer whose status is none that was hoped for.
 */
export function statusError(status: number, place: HttpPlace): StorageError {
  const { host, what, whenDenied } = place;
  const said = `HTTP ${status}`;
  if (status === 401 || status === 403 || status === 407) {
    return new StorageError(
      'StorageDenied',
      `${host} denied access to ${what} (${said}). ${whenDenied}`,
    );
  }
  if (status === 404 || status === 410) {
    return new StorageError(
      'StorageNotFound',
      `There is no ${what} at ${host} (${said}). Check its spelling; it is case-sensitive.`,
    );
  }
  if (status === 412 || status === 416) return changedError(place);
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    return new StorageError(
      'StorageUnreachable',
      `${host} cannot answer now (${said}). Try again later.`,
      { retryable: true },
    );
  }
  return new StorageError(
    'StorageUnreachable',
    `${host} could not serve ${what} (${said}). Check the address and the storage's own log.`,
  );
}

/** The error of a file that is another one than when it was listed. */
export function changedError({ host, what }: HttpPlace): StorageError {
  return new StorageError(
    'DigestMismatch',
    `${what} at ${host} changed while it was fetched. Try again when writing has ended.`,
  );
}

/** The error of a storage that sends the whole when the rest was asked for: what is there is thrown away. */
export function rangeIgnoredError({ host, what }: HttpPlace): StorageError {
  return new StorageError(
    'DigestMismatch',
    `${host} sent ${what} from its beginning although its rest was asked for. It is fetched anew.`,
    { retryable: true },
  );
}

/**
 * A failure of a call or of a stream as people should read it. Nothing of the cause is repeated but its code.
 */
export function explainHttpFailure(
  error: unknown,
  place: HttpPlace,
): StorageError {
  if (error instanceof StorageError) return error;
  const reason = transportReason(error);
  if (reason) return transportError(reason, place, error);
  const detail = systemCode(error) || errorName(error);
  return new StorageError(
    'StorageUnreachable',
    `${place.host} could not serve ${place.what}${
      detail ? ` (${detail})` : ''
    }. Check the address and the storage's own log.`,
  );
}
