import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { ROOT } from './programs';
import { until } from './until';

const run = promisify(execFile);
const env = process.env;
/** Objects take a while to go: their pods end first. */
const GONE_MS = 120_000;

/** Whether there is a cluster for tests; `scripts/lib/kubernetes.mjs` says what the variables mean. */
export const hasKubernetes = env.GREENROOM_TEST_KUBECONFIG !== undefined;

/** An address of this machine that pods reach. */
export const hostOfTests = env.GREENROOM_TEST_HOST ?? '';

/** Name of one of the images that were made of this tree. */
export function imageOf(name: string): string {
  return `${env.GREENROOM_TEST_IMAGES}/${name}:test`;
}

/** For `images` of an overlay: the image of this tree in the place of a release's. */
export function ownImage(name: string): object {
  const [newName, newTag] = imageOf(name).split(/:(?=[^:/]+$)/);
  return { name: `ghcr.io/greenroom/${name}`, newName, newTag };
}

/** What `deploy/` installs, but for images and names. */
export interface Overlay {
  /** Folders of `deploy/kustomize`. */
  readonly resources: readonly string[];
  readonly namespace: string;
  readonly nameSuffix?: string;
  readonly images?: readonly object[];
}

/** Runs `kubectl <command> -k` on an overlay: `applied(overlay, 'apply')`. */
export async function withOverlay(
  overlay: Overlay,
  ...command: readonly string[]
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kustomize-'));
  try {
    await writeFile(
      join(folder, 'kustomization.yaml'),
      stringify({
        apiVersion: 'kustomize.config.k8s.io/v1beta1',
        kind: 'Kustomization',
        ...overlay,
        resources: overlay.resources.map(name =>
          relative(folder, resolve(ROOT, 'deploy/kustomize', name)),
        ),
      }),
    );
    return await kubectl(...command, '-k', folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Runs kubectl on the cluster for tests. @returns what it printed */
export async function kubectl(...args: readonly string[]): Promise<string> {
  const [program, ...first] = (env.GREENROOM_TEST_KUBECTL ?? 'kubectl').split(
    ' ',
  );
  const { stdout } = await run(program, [...first, ...args], {
    env: { ...env, KUBECONFIG: env.GREENROOM_TEST_KUBECONFIG },
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

/** Applies an object. */
export async function applied(object: object): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'object-'));
  try {
    const file = join(folder, 'object.json');
    await writeFile(file, JSON.stringify(object));
    await kubectl('apply', '-f', file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Posts to a path of the API server. @returns what it answers */
export async function posted(path: string, body: object): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'body-'));
  try {
    const file = join(folder, 'body.json');
    await writeFile(file, JSON.stringify(body));
    return await kubectl('create', '--raw', path, '-f', file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Address of the API server, and its certificate authority in base64. */
export async function apiServer(): Promise<{
  readonly url: string;
  readonly caData: string;
}> {
  const { clusters } = JSON.parse(
    await kubectl('config', 'view', '--raw', '--minify', '-o', 'json'),
  );
  const { server, 'certificate-authority-data': caData } = clusters[0].cluster;
  return { url: server, caData };
}

/** Deletes namespaces, and waits until nothing of them is left. */
export async function deleteNamespaces(
  ...namespaces: readonly string[]
): Promise<void> {
  const each = [...namespaces, '--ignore-not-found'];
  await kubectl('delete', 'namespace', ...each, '--wait=false');
  await until(
    'the namespaces of the test are gone',
    async () =>
      (await kubectl('get', 'namespace', ...each, '-o', 'name')).trim() === '',
    GONE_MS,
  );
}

/** Opens a Deployment to this machine, which may take the nodes a moment: see {@link reached}. @returns its URL */
export async function openToTests(
  namespace: string,
  deployment: string,
): Promise<string> {
  const name = `test-${deployment}`;
  await kubectl(
    ...['expose', 'deployment', deployment, '-n', namespace],
    ...[`--name=${name}`, '--type=NodePort', '--target-port=http', '--port=80'],
  );
  return nodePortUrl(namespace, name);
}

/** Where this machine calls a Service of the type NodePort. */
export async function nodePortUrl(
  namespace: string,
  name: string,
): Promise<string> {
  const service = JSON.parse(
    await kubectl('get', 'service', name, '-n', namespace, '-o', 'json'),
  );
  return `http://${await nodeAddress()}:${service.spec.ports[0].nodePort}`;
}

/** Waits until somebody answers at an address: nodes learn of a Service some time after the API server does. */
export async function reached(url: string): Promise<void> {
  await until(`${url} answers`, async () => {
    const answer = await fetch(url).catch(() => undefined);
    await answer?.body?.cancel();
    return answer !== undefined;
  });
}

async function nodeAddress(): Promise<string> {
  const { items } = JSON.parse(await kubectl('get', 'nodes', '-o', 'json'));
  return items[0].status.addresses.find(
    ({ type }: { type: string }) => type === 'InternalIP',
  ).address;
}
