import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { kubectl, onCluster, ownImage, ROOT } from './__testUtils__';
import { parse, stringify } from 'yaml';

jest.setTimeout(600_000);

const run = promisify(execFile);
const guide = readFileSync(resolve(ROOT, 'docs/guides/kubernetes.md'), 'utf8');
/** Commands that are tried as they are written, in their order. */
const blocks = [...guide.matchAll(/```sh cluster\n([^]*?)```/g)].map(
  ([, commands]) => ({ title: commands.split('\n')[0], commands }),
);
/** The names of the guide. */
const NAMESPACES = ['greenroom', 'team-a'];

onCluster('commands of the guide "from one machine to a cluster"', () => {
  let folder: string;

  beforeAll(async () => {
    await removeAll('--wait=true');
    folder = await mkdtemp(join(tmpdir(), 'guide-'));
    await cp(resolve(ROOT, 'deploy'), join(folder, 'deploy'), {
      recursive: true,
      filter: file => !file.includes('helm'),
    });
    // What the guide leaves to its reader: the images of a registry of one's own.
    for (const name of ['gateway', 'portal']) {
      const file = join(folder, `deploy/kustomize/${name}/kustomization.yaml`);
      const overlay = parse(readFileSync(file, 'utf8'));
      const images = [ownImage(name)];
      await writeFile(file, stringify({ ...overlay, images }));
    }
    const shim = join(folder, 'kubectl');
    const program = process.env.GREENROOM_TEST_KUBECTL ?? 'kubectl';
    const path = process.env.PATH ?? '';
    await writeFile(shim, `#!/bin/sh\nPATH='${path}' exec ${program} "$@"\n`);
    await chmod(shim, 0o755);
  });

  afterAll(async () => {
    await removeAll('--wait=false');
    await rm(folder, { recursive: true, force: true });
  });

  const said: string[] = [];

  it('has commands to try', () => {
    expect(blocks.length).toBeGreaterThanOrEqual(4);
  });

  it.each(blocks)('$title', async ({ commands }) => {
    const { stdout } = await run('bash', ['-euc', commands], {
      cwd: folder,
      env: {
        ...process.env,
        PATH: `${folder}${delimiter}${process.env.PATH}`,
        KUBECONFIG: process.env.GREENROOM_TEST_KUBECONFIG,
        POSTGRES_PASSWORD: 'not-a-real-password',
      },
    });
    said.push(stdout);
    expect(stdout).not.toMatch(/error/i);
  });

  it('ends with a token, and an account that may deploy to the project and not beside it', async () => {
    const token = said
      .join('\n')
      .split('\n')
      .find(line => /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(line));
    expect(token).toBeDefined();
    const may = (namespace: string) =>
      kubectl(
        ...['auth', 'can-i', 'create', 'deployments.apps', '-n', namespace],
        '--as=system:serviceaccount:greenroom:greenroom-portal',
      ).catch(error => String(error.stdout));
    expect((await may('team-a')).trim()).toBe('yes');
    expect((await may('default')).trim()).toBe('no');
  });

  it('ends with gateways that wait for the portal, and a portal that has what it is made of', async () => {
    const { items } = JSON.parse(
      await kubectl('get', 'deployments', '-n', 'greenroom', '-o', 'json'),
    );
    const names = items.map(
      ({ metadata }: { metadata: { name: string } }) => metadata.name,
    );
    expect(names.sort()).toEqual(['greenroom-gateway', 'greenroom-portal']);
    await kubectl('get', 'secret/greenroom-portal', '-n', 'greenroom');
  });
});

async function removeAll(wait: string): Promise<void> {
  await kubectl(
    ...['delete', 'namespace', ...NAMESPACES, '--ignore-not-found', wait],
  );
  await kubectl(
    ...['delete', 'clusterrole,clusterrolebinding', '--ignore-not-found'],
    ...['project', 'nodes', 'kserve-config', 'cluster-watch'].map(
      role => `greenroom-${role}`,
    ),
  );
}
