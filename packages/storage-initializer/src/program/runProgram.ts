import { readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bytesBelow } from '../cache/folderSize';
import { diskFullError, freeBytesOf } from '../cache/freeSpace';
import { createModelFetcher } from '../model/createModelFetcher';
import { displayUri } from '../model/displayUri';
import { readEnvironment } from './environment';

/** Beginning of the names of folders with unfinished models. */
const incoming = '.incoming-';

/** A model and the folder it goes to. */
export interface Assignment {
  readonly uri: string;
  readonly dir: string;
}

/** @throws Error with the usage */
export function parseArguments(argv: readonly string[]): Assignment[] {
  if (argv.length === 0 || argv.length % 2 !== 0 || argv.includes('')) {
    throw new Error(
      'Usage: greenroom-storage-initializer <uri> <dir> [<uri> <dir> …]',
    );
  }
  return argv.flatMap((uri, at) =>
    at % 2 === 0 ? [{ uri, dir: argv[at + 1] }] : [],
  );
}

/**
 * Fetches the models that the arguments name, one after the other. A run that was interrupted is continued by the next
 * one in the same folders.
 * @throws StorageError
 */
export async function runProgram(options: {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}): Promise<void> {
  const { signal, log } = options;
  const { credentials, ...settings } = readEnvironment(options.env, textOf);
  const fetcher = createModelFetcher(settings);
  for (const { uri, dir } of parseArguments(options.argv)) {
    const name = displayUri(uri);
    const source = { uri, credentials, signal };
    const resolved = await fetcher.resolve(source);
    const { totalBytes, objects, identity } = resolved;
    log(`${name}: ${objects.length} files, ${totalBytes} bytes`);
    const work = join(dir, `${incoming}${identity}`);
    const model = join(work, 'model');
    await mkdir(work, { recursive: true });
    await removeOthers(dir, work);
    const needed = totalBytes - (await bytesBelow(work));
    const free = await freeBytesOf(work);
    if (free < needed) {
      throw diskFullError(uri, `the volume of ${dir}`, needed, free);
    }
    const room = async (bytes: number) => {
      const left = await freeBytesOf(work);
      if (left >= bytes) return;
      throw diskFullError(uri, `the volume of ${dir}`, bytes, left);
    };
    await fetcher.download({
      ...source,
      resolved,
      dir: model,
      room,
      onProgress: tenths(done =>
        log(`${name}: ${done} of ${totalBytes} bytes`),
      ),
    });
    await moveEntries(model, dir);
    await rm(work, { recursive: true });
    log(`${name}: complete in ${dir}`);
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Removes what earlier runs fetched of a model that has changed since. */
async function removeOthers(dir: string, work: string): Promise<void> {
  for (const name of await readdir(dir)) {
    const path = join(dir, name);
    if (name.startsWith(incoming) && path !== work) {
      await rm(path, { recursive: true });
    }
  }
}

/** Entries replace those of the same name, as an earlier run may have left them. */
async function moveEntries(from: string, to: string): Promise<void> {
  for (const name of await readdir(from)) {
    await rm(join(to, name), { recursive: true, force: true });
    await rename(join(from, name), join(to, name));
  }
}

/** Tells progress when another tenth is there. */
function tenths(tell: (done: number) => void) {
  let told = 0;
  return (done: number, total: number) => {
    const tenth = total === 0 ? 0 : Math.floor((done / total) * 10);
    if (tenth > told) {
      told = tenth;
      tell(done);
    }
  };
}
