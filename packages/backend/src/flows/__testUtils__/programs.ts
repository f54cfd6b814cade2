import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** The folder of the repository. */
export const ROOT = resolve(__dirname, '../../../../..');

/** Builds gateway and model server as they are installed, unless that was done. */
export function ensurePrograms(): void {
  const built = ['gateway', 'model-server'].every(name =>
    existsSync(resolve(ROOT, 'packages', name, 'dist/main.js')),
  );
  if (built) return;
  execFileSync(process.execPath, ['scripts/build-programs.mjs'], { cwd: ROOT });
}
