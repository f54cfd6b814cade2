import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { ROOT } from './programs';

const run = promisify(execFile);
const env = process.env;

/** Whether there is a Helm for tests; `scripts/lib/helm.mjs` says where it comes from. */
export const hasHelm = env.HELM_PATH !== undefined;

/** Runs Helm on the cluster for tests. @returns what it printed */
export async function helm(...args: readonly string[]): Promise<string> {
  const { stdout } = await run(env.HELM_PATH ?? '', [...args], {
    env: { ...env, KUBECONFIG: env.GREENROOM_TEST_KUBECONFIG },
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

/** Runs Helm on our chart as a release with values of its own: `withChart('install', 'greenroom', values, '--wait')`. */
export async function withChart(
  command: 'template' | 'install' | 'upgrade',
  release: string,
  values: object,
  ...more: readonly string[]
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'chart-'));
  const file = join(folder, 'values.yaml');
  try {
    await writeFile(file, stringify(values));
    return await helm(
      ...[command, release, resolve(ROOT, 'deploy/helm/greenroom')],
      ...['--values', file, ...more],
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}
