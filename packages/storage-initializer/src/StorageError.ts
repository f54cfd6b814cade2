/**
 * What went wrong with a model's storage:
 *
 * - `StorageDenied`: the storage refuses these credentials
 * - `StorageNotFound`: there is no such bucket, file or folder
 * - `StorageUnreachable`: no answer, or none that is of use
 * - `DiskFull`: the model does not fit on this disk or in the cache's limit
 * - `InvalidUri`: the location, or a name below it, cannot be used
 * - `AddressRefused`: the address rules forbid the connection
 * - `DigestMismatch`: what arrived is not what the storage announced
 * - `TooLarge`: more bytes or objects than the limits allow
 * @public
 */
export type StorageErrorCode =
  | 'StorageDenied'
  | 'StorageNotFound'
  | 'StorageUnreachable'
  | 'DiskFull'
  | 'InvalidUri'
  | 'AddressRefused'
  | 'DigestMismatch'
  | 'TooLarge';

/**
 * A failure to find or fetch a model. The message is for people: what failed, where, why, and the way out. It never
 * holds a secret.
 * @public
 */
export class StorageError extends Error {
  readonly code: StorageErrorCode;
  /** Whether the same call may succeed later although nothing is changed. */
  readonly retryable: boolean;

  constructor(
    code: StorageErrorCode,
    message: string,
    options: { readonly retryable?: boolean } = {},
  ) {
    super(message);
    this.name = 'StorageError';
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}
