import { constants, createReadStream, Stats } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Fetcher, ModelSource, SourceObject } from '../source/types';
import { StorageError } from '../StorageError';
import { systemCode } from '../systemError';

/**
 * Reads models from folders of this machine, below those that are allowed. Links are followed as long as they stay below
 * one of them; the file that was opened is the one that was checked.
 *
 * @param options - `roots`: absolute
 */
export function createFileFetcher(options: {
  readonly roots: readonly string[];
  readonly maxObjects: number;
}): Fetcher {
  const { roots, maxObjects } = options;

  /** The real place of a path, checked. */
  async function real(path: string): Promise<string> {
    const place = await realpath(path);
    for (const root of roots) {
      const realRoot = await realpath(root).catch(() => undefined);
      if (realRoot !== undefined && isBelow(place, realRoot)) return place;
    }
    throw refused(path);
  }

  /** @param way - real folders from the model's own to this one: links may not lead back */
  async function walk(
    way: readonly string[],
    below: string,
    found: SourceObject[],
  ): Promise<void> {
    const dir = way[way.length - 1];
    for (const name of (await readdir(dir)).sort()) {
      const path = below === '' ? name : `${below}/${name}`;
      const place = await real(join(dir, name));
      const stats = await stat(place);
      if (!stats.isDirectory()) {
        found.push(objectOf(place, path, stats));
      } else if (way.includes(place)) {
        throw unusable(join(dir, name), 'it is a link to a folder around it');
      } else {
        await walk([...way, place], path, found);
      }
      if (found.length > maxObjects) {
        throw new StorageError(
          'TooLarge',
          `${way[0]} has more than ${maxObjects} files. Name the model's own folder.`,
        );
      }
    }
  }

  return {
    schemes: ['file'],
    locate: source => `file://${pathOf(source)}`,
    async list(source) {
      const path = pathOf(source);
      // Before anything is looked at: what lies elsewhere is nobody's business, not even whether it is there.
      if (!roots.some(root => isBelow(path, root))) throw refused(path);
      try {
        const place = await real(path);
        const stats = await stat(place);
        if (!stats.isDirectory()) {
          return [objectOf(place, basename(path), stats)];
        }
        const found: SourceObject[] = [];
        await walk([place], '', found);
        if (found.length > 0) return found;
      } catch (error) {
        throw explain(path, error);
      }
      throw new StorageError(
        'StorageNotFound',
        `The folder ${path} is empty. Copy the model there first.`,
      );
    },
    async fetch(_source, object, { offset, signal }) {
      const place = await real(object.key);
      const file = await open(
        place,
        // A pipe that took the file's place would be waited for.
        constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
      );
      const isSame = versionOf(await file.stat()) === object.etag;
      if (!isSame || (await real(object.key)) !== place) {
        await file.close();
        throw new StorageError(
          'DigestMismatch',
          `${object.key} changed while it was fetched. Try again when writing has ended.`,
        );
      }
      const stream = createReadStream(place, {
        fd: file,
        start: offset,
        signal,
      });
      return { stream };
    },
    explain: (_source, object, error) => explain(object.key, error),
  };
}

/** @throws StorageError InvalidUri */
function pathOf({ uri: text }: ModelSource): string {
  // A bare path is taken as it stands, but for its ways up.
  const uri = text.startsWith('/') ? pathToFileURL(text).href : text;
  const isAbsolute = /^file:\/\/\/[^/]/i.test(uri) && URL.canParse(uri);
  const url = isAbsolute ? new URL(uri) : undefined;
  try {
    if (url && url.search === '' && url.hash === '') {
      const path = fileURLToPath(url);
      return path.length > 1 ? path.replace(/\/+$/, '') : path;
    }
  } catch {
    // Said below: an encoded slash, for instance.
  }
  throw new StorageError(
    'InvalidUri',
    `"${text}" names no file or folder of this machine. Write file:///<absolute path>.`,
  );
}

/** @throws StorageError InvalidUri for what is no regular file */
function objectOf(place: string, path: string, stats: Stats): SourceObject {
  if (!stats.isFile()) throw unusable(place, 'it is no regular file');
  return { key: place, path, size: stats.size, etag: versionOf(stats) };
}

function versionOf({ dev, ino, size, mtimeMs, ctimeMs }: Stats): string {
  return [dev, ino, size, mtimeMs, ctimeMs].join('-');
}

function isBelow(path: string, root: string): boolean {
  const base = root.endsWith(sep) ? root : `${root}${sep}`;
  return path === root || path.startsWith(base);
}

function refused(path: string): StorageError {
  return new StorageError(
    'InvalidUri',
    `${path} does not lie below a folder that models may be read from. Ask the platform team which ones are allowed, or use another storage.`,
  );
}

function unusable(path: string, why: string): StorageError {
  return new StorageError(
    'InvalidUri',
    `${path} cannot be fetched: ${why}. Remove it from the model's folder.`,
  );
}

function explain(path: string, error: unknown): Error {
  if (error instanceof StorageError) return error;
  switch (systemCode(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new StorageError(
        'StorageNotFound',
        `There is nothing at ${path} on the machine where models are served, or a link there leads nowhere. Check the path; it is case-sensitive.`,
      );
    case 'EACCES':
    case 'EPERM':
      return new StorageError(
        'StorageDenied',
        `${path} may not be read by the user that serves models. Give this user the right to read it.`,
      );
    default:
      return new StorageError(
        'StorageUnreachable',
        `${path} could not be read (${
          systemCode(error) || 'unknown'
        }). Check the disk.`,
        { retryable: true },
      );
  }
}
