import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { JsonObject } from '@backstage/types';

/** Writes a file that only we may read; readers see the old or the new content, never half of it. */
export async function writeJsonFile(
  path: string,
  value: object,
): Promise<void> {
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(draft, `${JSON.stringify(value, undefined, 2)}\n`, {
      mode: 0o600,
    });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** An object from a file; undefined if the file is not there or holds none. */
export async function readJsonFile(
  path: string,
): Promise<JsonObject | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
