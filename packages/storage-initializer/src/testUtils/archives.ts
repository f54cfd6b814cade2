import { buffer } from 'node:stream/consumers';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { Header, pack } from 'tar-stream';

/**
 * An entry of an archive to make: the content of a file, or anything that tar knows.
 * @public
 */
export type TarEntry = string | Buffer | Partial<Header>;

/** A tar archive. */
export async function tarOf(
  entries: Readonly<Record<string, TarEntry>>,
): Promise<Buffer> {
  const archive = pack();
  for (const [name, entry] of Object.entries(entries)) {
    if (typeof entry === 'string' || Buffer.isBuffer(entry)) {
      archive.entry({ name }, entry);
    } else {
      archive.entry({ name, ...entry });
    }
  }
  archive.finalize();
  return buffer(archive);
}

/**
 * The same, compressed.
 * @public
 */
export async function tarGzOf(
  entries: Readonly<Record<string, TarEntry>>,
): Promise<Buffer> {
  return gzipSync(await tarOf(entries));
}

/** The same, compressed the other way. */
export async function tarZstOf(
  entries: Readonly<Record<string, TarEntry>>,
): Promise<Buffer> {
  return zstdCompressSync(await tarOf(entries));
}
