import { createReadStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { extract, Header } from 'tar-stream';
import { StorageError } from '../StorageError';
import { archiveTooLarge } from './tooLarge';
import { ArchiveEntry, ReadOptions, VisitEntry } from './types';

/**
 * Reads a tar archive from its beginning to its end.
 * @throws what `visit` throws; StorageError TooLarge; errors of the decompression or of the archive's format
 */
export async function readTar(
  file: string,
  compression: 'none' | 'gzip' | 'zstd',
  visit: VisitEntry,
  { signal, maxBytes }: ReadOptions,
): Promise<void> {
  const entries = extract();
  const steps = [bounded(maxBytes), entries] as const;
  const source = createReadStream(file);
  const piping = {
    none: () => pipeline(source, ...steps, { signal }),
    gzip: () => pipeline(source, createGunzip(), ...steps, { signal }),
    zstd: () => pipeline(source, createZstdDecompress(), ...steps, { signal }),
  }[compression]();
  const visiting = (async () => {
    for await (const entry of entries) {
      await visit(entryOf(entry.header, entry as AsyncIterable<Buffer>));
      // What was not read must be passed over before the next entry comes.
      entry.resume();
    }
  })();
  const [piped, visited] = await Promise.allSettled([piping, visiting]);
  signal.throwIfAborted();
  // Either end fails when the other one does; a refusal says more than a stream that was closed.
  const failures = [visited, piped].flatMap(end =>
    end.status === 'rejected' ? [end.reason as unknown] : [],
  );
  if (failures.length > 0) {
    throw failures.find(error => error instanceof StorageError) ?? failures[0];
  }
}

function entryOf(header: Header, content: AsyncIterable<Buffer>): ArchiveEntry {
  return {
    path: header.name,
    kind: kindOf(header.type),
    size: header.size ?? 0,
    target: header.linkname ?? undefined,
    content: () => content,
  };
}

function kindOf(type: Header['type']): ArchiveEntry['kind'] {
  switch (type) {
    case 'file':
    case 'contiguous-file':
      return 'file';
    case 'directory':
      return 'folder';
    case 'symlink':
      return 'symbolic link';
    case 'link':
      return 'hard link';
    default:
      return 'special file';
  }
}

/** Ends a decompression that brings more than it may, wherever in the archive that is hidden. */
function bounded(maxBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(piece: Buffer, _encoding, done) {
      bytes += piece.length;
      if (bytes > maxBytes) done(archiveTooLarge(`${maxBytes} bytes`));
      else done(null, piece);
    },
  });
}
