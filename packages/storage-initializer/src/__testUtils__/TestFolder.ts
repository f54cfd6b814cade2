import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/** A folder for one test. */
export async function createTestFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'storage-initializer-'));
}

/** Removes it; what is still being written there ends soon. */
export async function removeTestFolder(dir: string): Promise<void> {
  await rm(dir, { recursive: true, force: true, maxRetries: 10 });
}

/** All files below a folder with their content, by path. */
export async function filesOf(dir: string): Promise<Record<string, string>> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries
    .filter(entry => !entry.isDirectory())
    .map(entry => join(entry.parentPath, entry.name));
  const contents = await Promise.all(
    files
      .sort()
      .map(async file => [relative(dir, file), await readFile(file, 'latin1')]),
  );
  return Object.fromEntries(contents);
}
