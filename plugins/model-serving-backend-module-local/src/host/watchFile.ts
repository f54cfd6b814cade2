import { watch } from 'node:fs';

/**
 * Tells that a file may have been written, also by rename. News can be lost: whoever needs them all looks now and then, too.
 * @param folder - which exists
 * @returns ends it; undefined where the system watches no more files
 */
export function watchFile(
  folder: string,
  name: string,
  onChange: () => void,
): (() => void) | undefined {
  try {
    const watcher = watch(folder, { persistent: false }, (_, changed) => {
      if (changed === null || changed === name) onChange();
    });
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  } catch {
    return undefined;
  }
}
