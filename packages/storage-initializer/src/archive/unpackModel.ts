import { mkdir, rm, stat } from 'node:fs/promises';
import { diskFull } from '../source/diskFull';
import { PackedModel } from '../source/types';
import { StorageError } from '../StorageError';
import { errorName, systemCode } from '../systemError';
import { ModelTree } from './ModelTree';
import { readTar } from './readTar';
import { readZip } from './readZip';
import { ReadOptions, VisitEntry } from './types';

/**
 * Bytes that may come out of each byte of an archive. Weights hardly shrink and text shrinks to a tenth; a bomb grows by
 * a thousand, which is what deflate can do.
 */
const maxGrowth = 200;
/** Archives so small that a large growth does no harm. */
const alwaysAllowedBytes = 64 * 1024 * 1024;

/** An archive on the disk. */
export interface PackedFile extends PackedModel {
  readonly file: string;
  /** How people know it. */
  readonly name: string;
}

/**
 * Unpacks archives into one folder, which is made anew, one over the other in their order.
 * @throws StorageError InvalidUri for what is no archive or does not belong into a model, StorageNotFound if nothing
 * comes out, TooLarge, DiskFull; what `room` throws
 */
export async function unpackModel(options: {
  readonly archives: readonly PackedFile[];
  readonly dir: string;
  readonly maxFiles: number;
  readonly maxBytes: number;
  readonly room: (bytes: number) => Promise<void>;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { archives, dir, signal } = options;
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true });
  const tree = new ModelTree(options);
  for (const archive of archives) {
    const { size } = await stat(archive.file);
    const growth = Math.max(size * maxGrowth, alwaysAllowedBytes);
    try {
      await read(archive, entry => tree.take(entry, archive), {
        signal,
        maxBytes: Math.min(growth, options.maxBytes),
      });
    } catch (error) {
      signal.throwIfAborted();
      throw explained(error, archive);
    }
  }
  if (tree.files === 0) {
    const [{ below }] = archives;
    throw new StorageError(
      'StorageNotFound',
      below === undefined
        ? 'The archive holds no file. Put the model into it.'
        : `The image has no file below /${below}. Copy the model there when the image is built.`,
    );
  }
}

function read(
  { file, format }: PackedFile,
  visit: VisitEntry,
  options: ReadOptions,
): Promise<void> {
  switch (format) {
    case 'zip':
      return readZip(file, visit, options);
    case 'tar':
      return readTar(file, 'none', visit, options);
    case 'tar.gz':
      return readTar(file, 'gzip', visit, options);
    case 'tar.zst':
      return readTar(file, 'zstd', visit, options);
    default:
      throw new TypeError(`"${format}" is no format of archives.`);
  }
}

function explained(error: unknown, { name, format }: PackedFile): unknown {
  if (error instanceof StorageError) return error;
  const full = diskFull(error, `${name} was unpacked`);
  if (full) return full;
  const detail = systemCode(error) || errorName(error);
  return new StorageError(
    'InvalidUri',
    `${name} cannot be unpacked as ${format}${
      detail ? ` (${detail})` : ''
    }: it is damaged, or something else under that name. Make the archive anew.`,
  );
}
