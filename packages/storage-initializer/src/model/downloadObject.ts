import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StorageError } from '../StorageError';
import { ContentHash } from './ContentHash';
import { diskFull } from '../source/diskFull';
import { retry } from './retry';
import { Fetcher, ModelSource, SourceObject } from '../source/types';
import { Wait } from './wait';

/** One file to fetch. */
export interface ObjectDownload {
  readonly fetcher: Fetcher;
  readonly source: ModelSource;
  readonly object: SourceObject;
  /** Where it goes when it is whole. A file that is there is whole. */
  readonly target: string;
  /** Where its bytes collect. What is there is a beginning of this object. */
  readonly partial: string;
  readonly signal: AbortSignal;
  readonly wait: Wait;
  /** Bytes more, or fewer if a beginning had to be thrown away. */
  onBytes(change: number): void;
}

/**
 * Fetches one file: goes on where an earlier attempt ended, verifies size and digest, then moves it into place.
 * @throws StorageError
 */
export async function downloadObject(download: ObjectDownload): Promise<void> {
  const { object, target, partial, onBytes } = download;
  if ((await sizeOf(target)) === object.size) {
    onBytes(object.size);
    return;
  }
  await mkdir(dirname(target), { recursive: true });
  let counted = 0;
  let isWrong = false;
  let before = await sizeOf(partial);
  await retry(
    async () => {
      isWrong = false;
      before = (await sizeOf(partial)) ?? 0;
      if (before > object.size) {
        await rm(partial);
        before = 0;
      }
      onBytes(before - counted);
      counted = before;
      try {
        await transfer(
          {
            ...download,
            onBytes: change => {
              counted += change;
              onBytes(change);
            },
          },
          before,
        );
      } catch (error) {
        isWrong =
          error instanceof StorageError && error.code === 'DigestMismatch';
        if (isWrong) await rm(partial, { force: true });
        throw error;
      }
    },
    {
      signal: download.signal,
      wait: download.wait,
      // A whole file of the wrong content is no progress.
      hasProgressed: () => !isWrong && counted > (before ?? 0),
    },
  );
  await rename(partial, target);
}

async function transfer(
  download: ObjectDownload,
  offset: number,
): Promise<void> {
  const { fetcher, source, object, partial, signal, onBytes } = download;
  const hash = new ContentHash(object);
  if (offset > 0) await hash.addFile(partial);
  let { digest } = object;
  let size = offset;
  const file = await open(partial, 'a');
  try {
    if (offset < object.size || object.size === 0) {
      const body = await fetcher.fetch(source, object, { offset, signal });
      digest = body.digest ?? digest;
      for await (const piece of body.stream) {
        size += piece.length;
        if (size > object.size) throw mismatch(object, 'more bytes');
        hash.add(piece);
        await file.writeFile(piece);
        onBytes(piece.length);
      }
      if (size < object.size) {
        throw new StorageError(
          'StorageUnreachable',
          `The transfer of "${object.key}" ended after ${size} of ${object.size} bytes.`,
          { retryable: true },
        );
      }
    }
    await file.datasync();
  } catch (error) {
    throw (
      diskFull(error, `"${object.key}" (${object.size} bytes) was written`) ??
      fetcher.explain(source, object, error)
    );
  } finally {
    await file.close();
  }
  if (digest && !hash.matches(digest)) throw mismatch(object, 'other content');
}

async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
}

function mismatch(object: SourceObject, what: string): StorageError {
  return new StorageError(
    'DigestMismatch',
    `"${object.key}" arrived with ${what} than the storage announced. It may be written to right now; try again when that has ended.`,
    { retryable: true },
  );
}
