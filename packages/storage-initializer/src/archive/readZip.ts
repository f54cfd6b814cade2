import { once } from 'node:events';
import { promisify } from 'node:util';
import { Entry, open, Options, ZipFile } from 'yauzl';
import { archiveTooLarge } from './tooLarge';
import { ArchiveEntry, ReadOptions, VisitEntry } from './types';

const openZip = promisify<string, Options, ZipFile>(open);

/** Kinds of files in the upper half of what Unix programs write as an entry's attributes. */
const kindMask = 0o170000;
const link = 0o120000;
const regular = 0o100000;
const folder = 0o040000;

/**
 * Reads a zip archive in the order of its directory. An entry that brings other than the bytes it announced fails.
 * @throws what `visit` throws; StorageError TooLarge; errors of the archive's format
 */
export async function readZip(
  file: string,
  visit: VisitEntry,
  { signal, maxBytes }: ReadOptions,
): Promise<void> {
  const zip = await openZip(file, { lazyEntries: true, autoClose: false });
  let bytes = 0;
  try {
    for (let read = 0; read < zip.entryCount; read++) {
      signal.throwIfAborted();
      const next = once(zip, 'entry', { signal });
      zip.readEntry();
      const [entry]: Entry[] = await next;
      bytes += entry.uncompressedSize;
      if (bytes > maxBytes) throw archiveTooLarge(`${maxBytes} bytes`);
      await visit(entryOf(zip, entry));
    }
  } finally {
    zip.close();
  }
}

function entryOf(zip: ZipFile, entry: Entry): ArchiveEntry {
  return {
    path: entry.fileName,
    kind: kindOf(entry),
    size: entry.uncompressedSize,
    async *content() {
      yield* await promisify<Entry, AsyncIterable<Buffer>>(
        zip.openReadStream.bind(zip),
      )(entry);
    },
  };
}

function kindOf({
  fileName,
  externalFileAttributes,
}: Entry): ArchiveEntry['kind'] {
  if (fileName.endsWith('/')) return 'folder';
  switch ((externalFileAttributes >>> 16) & kindMask) {
    case link:
      return 'symbolic link';
    case folder:
      return 'folder';
    case 0:
    case regular:
      return 'file';
    default:
      return 'special file';
  }
}
