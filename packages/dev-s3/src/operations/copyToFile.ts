import { createHash } from 'node:crypto';
import { FileHandle, open } from 'node:fs/promises';
import { Checksum } from '../payload/checksum';

const pieceSize = 1024 * 1024;

/** Writes the bytes of some open files, one after the other, into a new file. Feeds `checksum` if there is one. */
export async function copyToFile(
  sources: Iterable<FileHandle> | AsyncIterable<FileHandle>,
  path: string,
  checksum?: Checksum,
): Promise<{ size: number; md5: Buffer }> {
  const md5 = createHash('md5');
  const buffer = Buffer.allocUnsafe(pieceSize);
  const file = await open(path, 'wx');
  let size = 0;
  try {
    for await (const source of sources) {
      for (let position = 0; ; ) {
        const { bytesRead } = await source.read(buffer, 0, pieceSize, position);
        if (bytesRead === 0) break;
        const piece = buffer.subarray(0, bytesRead);
        md5.update(piece);
        checksum?.update(piece);
        await file.writeFile(piece);
        position += bytesRead;
        size += bytesRead;
      }
    }
  } finally {
    await file.close();
  }
  return { size, md5: md5.digest() };
}
