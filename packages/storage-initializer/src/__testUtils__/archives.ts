import { buffer } from 'node:stream/consumers';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { Header, pack } from 'tar-stream';
import { ZipFile } from 'yazl';

/** An entry of an archive to make: the content of a file, or anything that tar knows. */
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

/** The same, compressed. */
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

/** A zip archive; a name that ends with `/` is a folder. `modes` are Unix modes of its entries. */
export async function zipOf(
  entries: Readonly<Record<string, string | Buffer>>,
  modes: Readonly<Record<string, number>> = {},
): Promise<Buffer> {
  const archive = new ZipFile();
  for (const [name, content] of Object.entries(entries)) {
    if (name.endsWith('/')) archive.addEmptyDirectory(name);
    else
      archive.addBuffer(Buffer.from(content), name, {
        mode: modes[name] ?? 0o100644,
      });
  }
  archive.end();
  return buffer(archive.outputStream);
}
