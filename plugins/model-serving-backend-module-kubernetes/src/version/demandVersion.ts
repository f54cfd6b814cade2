import { InputError } from '@backstage/errors';
import { KubeApiError, KubeClient } from '../client';
import type { VersionNeed } from './needs';

const VERSION = '/version';

/**
 * Goes on only on a Kubernetes that knows what is written: an older one refuses half of it. One that does not say what it is,
 * or not to us, is taken for one that does.
 *
 * @throws InputError that says which version it is, what takes which one, and what to do; any error of the connection
 */
export async function demandVersion(
  client: Pick<KubeClient, 'json'>,
  needs: readonly VersionNeed[],
): Promise<void> {
  const { gitVersion = '' } = await versionOf(client);
  const lacks = needs.filter(({ version }) => isOlder(gitVersion, version));
  if (lacks.length === 0) return;
  const why = lacks.map(({ version, what }) => `${version} for ${what}`);
  const wayOut = lacks.flatMap(({ otherwise }) => otherwise ?? []);
  const canDoWithout = wayOut.length === lacks.length;
  throw new InputError(
    `the cluster runs Kubernetes ${gitVersion}, and Greenroom needs ${why.join(
      ', ',
    )}. Ask who runs the cluster to update it${
      canDoWithout ? `, or ${wayOut.join(', ')}` : ''
    }`,
  );
}

async function versionOf(
  client: Pick<KubeClient, 'json'>,
): Promise<{ readonly gitVersion?: string }> {
  try {
    return await client.json(VERSION);
  } catch (error) {
    if (error instanceof KubeApiError && error.status === 403) return {};
    throw error;
  }
}

/** `v1.29.4-gke.1000` before `1.30`; false where it cannot be told. */
function isOlder(gitVersion: string, needed: string): boolean {
  const [, ...said] = /^v?(\d+)\.(\d+)/.exec(gitVersion) ?? [];
  if (said.length === 0) return false;
  const [major, minor] = said.map(Number);
  const [neededMajor, neededMinor] = needed.split('.').map(Number);
  return major < neededMajor || (major === neededMajor && minor < neededMinor);
}
