import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';

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

/** Programs that containers may name, as `modelServing.local.programs`. */
export type AllowedPrograms = Readonly<
  Record<string, { readonly command: string; readonly args?: string[] }>
>;

/** What the development portal allows, from where its backend runs. */
export function developmentPrograms(): AllowedPrograms {
  const text = readFileSync(resolve(ROOT, 'app-config.yaml'), 'utf8');
  const programs: AllowedPrograms = parse(text).modelServing.local.programs;
  return Object.fromEntries(
    Object.entries(programs).map(([name, program]) => [
      name,
      {
        ...program,
        command: resolve(ROOT, 'packages/backend', program.command),
      },
    ]),
  );
}
