import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createAddressGuard } from '../address/AddressGuard';
import { AddressPolicy } from '../address/addressProblem';
import { archiveFormat } from '../archive/archiveFormat';
import { unpackModel } from '../archive/unpackModel';
import { StorageError } from '../StorageError';
import { createFetchers, StorageSettings } from './createFetchers';
import { displayUri } from './displayUri';
import { FilePatterns, isWanted } from './FilePatterns';
import { downloadObject } from './downloadObject';
import { checkPaths } from '../source/objectPath';
import { retry } from './retry';
import {
  Fetcher,
  FetchLimits,
  ModelSource,
  ResolvedModel,
  SourceObject,
} from '../source/types';
import { Wait, waitForReal } from './wait';

/** Files in flight at once. KServe's initializer has the same. */
const parallelFiles = 4;
const defaultMaxObjects = 10_000;

/**
 * Finds and fetches models.
 * @public
 */
export interface ModelFetcher {
  /** URI schemes that can be fetched, without `://`. */
  readonly schemes: readonly string[];
  /**
   * What a URI stands for now. Retries what may pass.
   * @throws StorageError
   */
  resolve(
    request: ModelSource & { readonly signal: AbortSignal },
  ): Promise<ResolvedModel>;
  /**
   * Fetches a resolved model into a folder. `dir` must belong to this identity alone: files in it are taken as whole and
   * verified, beginnings of files in `<dir>.partial` are continued, and archives wait in `<dir>.packed` to be unpacked
   * together. All stay when it fails; only `dir` stays when it succeeds.
   * @throws StorageError; what `room` throws
   */
  download(
    request: ModelSource & {
      readonly resolved: ResolvedModel;
      readonly dir: string;
      readonly signal: AbortSignal;
      /** Bytes that are there, those of earlier attempts included, of all bytes. */
      readonly onProgress?: (done: number, total: number) => void;
      /** Asked before a file of an archive is unpacked: bytes beside those of the resolved model. Rejects for no room. */
      readonly room?: (bytes: number) => Promise<void>;
    },
  ): Promise<void>;
}

/**
 * Options of {@link createModelFetcher}.
 * @public
 */
export interface ModelFetcherOptions {
  readonly policy: AddressPolicy;
  readonly storage?: StorageSettings;
  /** Files that are wanted. Default: all. */
  readonly patterns?: FilePatterns;
  /** Default: those of all schemes. */
  readonly fetchers?: readonly Fetcher[];
  readonly limits?: FetchLimits;
  /** Between attempts: milliseconds. Default: real time. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Makes a fetcher for all schemes that are supported.
 * @public
 */
export function createModelFetcher(options: ModelFetcherOptions): ModelFetcher {
  const wait: Wait = options.wait ?? waitForReal;
  const maxObjects = options.limits?.maxObjects ?? defaultMaxObjects;
  const fetchers =
    options.fetchers ??
    createFetchers({
      guard: createAddressGuard(options.policy),
      maxObjects,
      settings: options.storage ?? {},
    });
  const schemes = fetchers.flatMap(fetcher => fetcher.schemes);

  function fetcherOf({ uri }: ModelSource): Fetcher {
    const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(uri)?.[1].toLowerCase();
    // KServe takes a bare path for one of the machine's own.
    const meant = scheme ?? (uri.startsWith('/') ? 'file' : undefined);
    const fetcher = fetchers.find(({ schemes: own }) =>
      own.some(name => name === meant),
    );
    if (!fetcher) {
      if (scheme === 'pvc') {
        throw new StorageError(
          'InvalidUri',
          'pvc:// names a volume of Kubernetes, which this machine does not have. Copy the model to a bucket, or deploy to a Kubernetes cluster.',
        );
      }
      throw new StorageError(
        'InvalidUri',
        `Models cannot be fetched from ${
          scheme ? `"${scheme}://"` : 'a location without a scheme'
        }. Use one of ${schemes.map(name => `${name}://`).join(', ')}.`,
      );
    }
    return fetcher;
  }

  return {
    schemes,
    async resolve({ signal, ...source }) {
      const fetcher = fetcherOf(source);
      const location = fetcher.locate(source);
      const listed = await retry(() => fetcher.list(source, signal), {
        signal,
        wait,
      });
      const objects = unpacked(chosen(source.uri, listed, options.patterns));
      checkPaths(objects.map(object => object.path));
      const totalBytes = objects.reduce((sum, { size }) => sum + size, 0);
      checkLimits(source.uri, objects.length, totalBytes, options.limits);
      const content = objects
        .map(({ path, size, etag = '' }) => [path, size, etag] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1));
      const identity = createHash('sha256')
        .update(JSON.stringify([location, content]))
        .digest('hex');
      return { objects, totalBytes, identity };
    },
    async download({ resolved, dir, signal, onProgress, room, ...source }) {
      const fetcher = fetcherOf(source);
      const partials = `${dir}.partial`;
      const packed = `${dir}.packed`;
      const targetOf = ({ unpack, path }: SourceObject) =>
        unpack ? join(packed, nameOf(path)) : join(dir, path);
      await mkdir(dir, { recursive: true });
      await mkdir(partials, { recursive: true });
      let done = 0;
      onProgress?.(done, resolved.totalBytes);
      await inParallel(resolved.objects, signal, (object, own) =>
        downloadObject({
          fetcher,
          source,
          object,
          target: targetOf(object),
          partial: join(partials, nameOf(object.path)),
          signal: own,
          wait,
          onBytes: change => {
            done += change;
            if (change !== 0) onProgress?.(done, resolved.totalBytes);
          },
        }),
      );
      const archives = resolved.objects.flatMap(object =>
        object.unpack
          ? [{ ...object.unpack, name: object.key, file: targetOf(object) }]
          : [],
      );
      if (archives.length > 0) {
        await unpackModel({
          archives,
          dir,
          signal,
          maxFiles: maxObjects,
          maxBytes: options.limits?.maxBytes ?? Infinity,
          room: room ?? (async () => undefined),
        });
      }
      await rm(packed, { recursive: true, force: true });
      await rm(partials, { recursive: true, force: true });
    },
  };
}

/** The files that are wanted. An archive, or a layer of an image, is one file here. */
function chosen(
  uri: string,
  objects: readonly SourceObject[],
  patterns: FilePatterns = { allow: [], ignore: [] },
): readonly SourceObject[] {
  const wanted = objects.filter(
    ({ path, unpack }) => unpack !== undefined || isWanted(path, patterns),
  );
  if (wanted.length > 0) return wanted;
  throw new StorageError(
    'StorageNotFound',
    `None of the ${objects.length} files of ${displayUri(
      uri,
    )} fits the patterns of files that are wanted. Check the patterns.`,
  );
}

/** A model that is one archive is what the archive holds, wherever it lies. KServe's initializer does the same. */
function unpacked(objects: readonly SourceObject[]): readonly SourceObject[] {
  const [object, ...others] = objects;
  const format = object && archiveFormat(object.path);
  return format && others.length === 0 && !object.unpack
    ? [{ ...object, unpack: { format } }]
    : objects;
}

/** A flat name: a beginning must not stand in the way of another file's folder. */
function nameOf(path: string): string {
  return createHash('sha256').update(path).digest('hex');
}

/** Works on some items at once; the first failure ends all others before it is passed on. */
async function inParallel<T>(
  items: readonly T[],
  signal: AbortSignal,
  work: (item: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const failed = new AbortController();
  const own = AbortSignal.any([signal, failed.signal]);
  const queue = items.values();
  const workers = Array.from({ length: parallelFiles }, async () => {
    for (const item of queue) {
      if (own.aborted) return;
      try {
        await work(item, own);
      } catch (error) {
        // Only the first reason is kept.
        failed.abort(error);
        return;
      }
    }
  });
  await Promise.all(workers);
  own.throwIfAborted();
}

function checkLimits(
  uri: string,
  count: number,
  bytes: number,
  limits: FetchLimits = {},
): void {
  const { maxObjects = defaultMaxObjects, maxBytes = Infinity } = limits;
  if (count > maxObjects) {
    throw new StorageError(
      'TooLarge',
      `${displayUri(
        uri,
      )} has ${count} files, at most ${maxObjects} are allowed. Name the model's own folder.`,
    );
  }
  if (bytes > maxBytes) {
    throw new StorageError(
      'TooLarge',
      `${displayUri(
        uri,
      )} has ${bytes} bytes, at most ${maxBytes} are allowed. Use a smaller model, or ask the platform team for a higher limit.`,
    );
  }
}
