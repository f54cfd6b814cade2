import { Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes of all files below a folder; 0 if it is not there. */
export async function bytesBelow(dir: string): Promise<number> {
  return (await filesBelow(dir)).reduce((sum, { size }) => sum + size, 0);
}

/** When a folder or a file below it was last written to: milliseconds since epoch. */
export async function newestBelow(dir: string): Promise<number> {
  const files = [await stat(dir), ...(await filesBelow(dir))];
  return files.reduce((newest, { mtimeMs }) => Math.max(newest, mtimeMs), 0);
}

async function filesBelow(dir: string): Promise<Stats[]> {
  const entries = await readdir(dir, {
    recursive: true,
    withFileTypes: true,
  }).catch(() => []);
  const found = await Promise.all(
    entries
      .filter(entry => entry.isFile())
      // A file that goes meanwhile has no bytes.
      .map(({ parentPath, name }) =>
        stat(join(parentPath, name)).catch(() => undefined),
      ),
  );
  return found.filter(stats => stats !== undefined);
}
