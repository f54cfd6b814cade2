import { statfs } from 'node:fs/promises';
import { displayUri } from '../model/displayUri';
import { StorageError } from '../StorageError';

/** Bytes that an ordinary user may still write on the volume of a folder. */
export async function freeBytesOf(dir: string): Promise<number> {
  const { bavail, bsize } = await statfs(dir);
  return bavail * bsize;
}

/** The error of a model that does not fit. `needed` and `free` are bytes, `where` what is full. */
export function diskFullError(
  uri: string,
  where: string,
  needed: number,
  free: number,
): StorageError {
  return new StorageError(
    'DiskFull',
    `${displayUri(uri)} needs ${inWords(needed)}, ${where} has ${inWords(
      free,
    )} free. Free space, raise the limit, or use a smaller model.`,
  );
}

/** Bytes below a mebibyte, else mebibytes. */
export function inWords(bytes: number): string {
  return bytes < 1024 ** 2
    ? `${bytes} bytes`
    : `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
}
