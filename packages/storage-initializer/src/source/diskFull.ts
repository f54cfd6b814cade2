import { StorageError } from '../StorageError';
import { systemCode } from '../systemError';

/**
 * What the system says about a disk without room, as people should read it; undefined for other errors.
 * @param during - what was going on, in the past: `"model" was written`
 */
export function diskFull(
  error: unknown,
  during: string,
): StorageError | undefined {
  if (!['ENOSPC', 'EDQUOT'].includes(systemCode(error))) return undefined;
  return new StorageError(
    'DiskFull',
    `The disk became full while ${during}. Free space, or let models be stored elsewhere.`,
  );
}
