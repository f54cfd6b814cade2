import { link, lstat, mkdir, open, readdir, rm } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { pathProblem } from '../source/objectPath';
import { StorageError } from '../StorageError';
import { systemCode } from '../systemError';
import { archiveTooLarge } from './tooLarge';
import { ArchiveEntry } from './types';

/** Marks of an image's layer: the file behind it, or all that the folder had, is gone. */
const whiteout = '.wh.';
const opaque = '.wh..wh..opq';

/** Where a model is unpacked to, and what bounds it. */
export interface ModelTreeOptions {
  /** Belongs to this model alone. */
  readonly dir: string;
  /** Folders count too. */
  readonly maxFiles: number;
  /** Of all files together. */
  readonly maxBytes: number;
  /** Asked before each file is written; rejects if there is no room for it. */
  readonly room: (bytes: number) => Promise<void>;
}

/** How the entries of one archive are taken. */
export interface TakeOptions {
  readonly below?: string;
  readonly isLayer?: boolean;
}

/**
 * The model's folder while archives are unpacked into it. It only ever holds folders and regular files: every path is
 * checked, and a link becomes another name of the file that it leads to, so nothing in it can lead out.
 */
export class ModelTree {
  readonly #options: ModelTreeOptions;
  #files = 0;
  #entries = 0;
  #bytes = 0;

  constructor(options: ModelTreeOptions) {
    this.#options = options;
  }

  /** Files that are there. */
  get files(): number {
    return this.#files;
  }

  /**
   * Takes an entry, or passes over what is not below the wanted folder.
   * @throws StorageError InvalidUri for what cannot lie in the folder, TooLarge for too many files
   */
  async take(entry: ArchiveEntry, options: TakeOptions = {}): Promise<void> {
    const place = plain(entry.path);
    if (options.isLayer && (await this.#remove(place, options))) return;
    const path = relative(place, options.below);
    if (path === undefined || path === '') return;
    const problem = pathProblem(path);
    if (problem) throw unusable(entry, problem);
    try {
      await this.#put(entry, path, options);
    } catch (error) {
      if (['EEXIST', 'ENOTDIR'].includes(systemCode(error))) {
        throw unusable(entry, 'its path goes through a file');
      }
      throw error;
    }
  }

  async #put(
    entry: ArchiveEntry,
    path: string,
    options: TakeOptions,
  ): Promise<void> {
    const target = join(this.#options.dir, path);
    this.#entries += 1;
    if (this.#entries > this.#options.maxFiles) {
      throw archiveTooLarge(`${this.#options.maxFiles} files and folders`);
    }
    if (entry.kind === 'folder') {
      await this.#clear(target, 'folder');
      await mkdir(target, { recursive: true });
      return;
    }
    if (entry.kind === 'special file') {
      throw unusable(entry, 'it is a device, a socket or a pipe');
    }
    this.#files += 1;
    await mkdir(dirname(target), { recursive: true });
    await this.#clear(target, 'file');
    if (entry.kind === 'file') {
      this.#bytes += entry.size;
      if (this.#bytes > this.#options.maxBytes) {
        throw archiveTooLarge(`${this.#options.maxBytes} bytes`);
      }
      await this.#options.room(entry.size);
      const file = await open(target, 'wx');
      try {
        for await (const piece of entry.content()) await file.writeFile(piece);
        await file.datasync();
      } finally {
        await file.close();
      }
    } else if (entry.target === undefined) {
      throw unusable(entry, `it is a ${entry.kind}`);
    } else {
      await link(await this.#linked(entry, path, options), target);
    }
  }

  /** Makes way for an entry of a kind; a folder that is there stays for a folder. */
  async #clear(target: string, kind: 'file' | 'folder'): Promise<void> {
    const there = await lstat(target).catch(() => undefined);
    if (!there || (kind === 'folder' && there.isDirectory())) return;
    await rm(target, { recursive: true });
  }

  /** The file that a link leads to. */
  async #linked(
    entry: ArchiveEntry,
    path: string,
    { below = '' }: TakeOptions,
  ): Promise<string> {
    const { target = '', kind } = entry;
    const isFromRoot = kind === 'hard link' || target.startsWith('/');
    const place = isFromRoot
      ? posix.normalize(plain(target))
      : posix.normalize(posix.join(below, posix.dirname(path), target));
    const inside = relative(place, below);
    if (inside === undefined || inside === '' || pathProblem(inside)) {
      throw unusable(entry, `it is a ${kind} that leads out of the model`);
    }
    const linked = join(this.#options.dir, inside);
    const found = await lstat(linked).catch(() => undefined);
    if (!found?.isFile()) {
      throw unusable(
        entry,
        `it is a ${kind} to "${inside}", which is no file that came before it`,
      );
    }
    return linked;
  }

  /** Whether the entry was a mark; then what it names is removed. */
  async #remove(place: string, { below = '' }: TakeOptions): Promise<boolean> {
    const name = posix.basename(place);
    if (!name.startsWith(whiteout)) return false;
    const folder = posix.dirname(place) === '.' ? '' : posix.dirname(place);
    const gone =
      name === opaque
        ? folder
        : posix.join(folder, name.slice(whiteout.length));
    const { dir } = this.#options;
    // The folder itself, or one that holds it, stays as the place to unpack to.
    const isAll = gone === below || gone === '' || below.startsWith(`${gone}/`);
    const path = isAll ? '' : relative(gone, below);
    if (path === undefined || pathProblem(path || 'all')) return true;
    if (path === '') {
      for (const child of await readdir(dir)) {
        await rm(join(dir, child), { recursive: true });
      }
    } else {
      await rm(join(dir, path), { recursive: true, force: true });
    }
    return true;
  }
}

/** Without `./` or `/` before it and `/` behind it, which are only ways to write. */
function plain(path: string): string {
  return path
    .replace(/^(?:\.?\/)+/, '')
    .replace(/\/+$/, '')
    .replace(/^\.$/, '');
}

/** The path below a folder, empty for the folder itself, undefined if it is not below. */
function relative(path: string, below: string = ''): string | undefined {
  if (below === '') return path;
  if (path === below) return '';
  return path.startsWith(`${below}/`)
    ? path.slice(below.length + 1)
    : undefined;
}

function unusable({ path }: ArchiveEntry, why: string): StorageError {
  return new StorageError(
    'InvalidUri',
    `The archive has an entry "${path}" that cannot be unpacked: ${why}. Make the archive anew without it.`,
  );
}
