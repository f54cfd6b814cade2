import { StorageError } from '../StorageError';

/** The error of an archive that would unpack to more than it may. */
export function archiveTooLarge(limit: string): StorageError {
  return new StorageError(
    'TooLarge',
    `The archive unpacks to more than ${limit}. Store the model's files themselves, or an archive of only these.`,
  );
}
