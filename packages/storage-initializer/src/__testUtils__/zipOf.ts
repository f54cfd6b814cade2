import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

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
