import { open, rename } from 'node:fs/promises';
import path from 'node:path';

/**
 * Replaces a file so that a crash at any moment leaves the old or the new text, never a part: temporary file, fsync,
 * rename, fsync of the folder.
 */
export async function writeDurably(file: string, text: string): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  const handle = await open(temporary, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
  const folder = await open(path.dirname(file), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
