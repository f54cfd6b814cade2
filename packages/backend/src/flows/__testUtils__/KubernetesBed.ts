import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { ROOT } from './programs';
import { until } from './until';

const run = promisify(execFile);
const env = process.env;

/** Whether there is a cluster for tests; `scripts/lib/kubernetes.mjs` says what the variables mean. */
export const hasKubernetes = env.GREENROOM_TEST_KUBECONFIG !== undefined;

const NAMESPACE = 'demo';
const GATEWAY_NAMESPACE = 'greenroom';
/** Objects take a while to go: their pods end first. */
const GONE_MS = 120_000;

/**
 * A real cluster as somebody prepares it who follows `docs/guides/kubernetes.md`: gateway, roles, one project. Nothing of it
 * is left after `close`.
 */
export class KubernetesBed {
  readonly namespace = NAMESPACE;
  /** `modelServing.clusters[].kubernetes` of a portal with no more rights than it needs. */
  readonly config: object;
  readonly gatewayUrl: string;
  /** An address of this machine that pods reach. */
  readonly host = env.GREENROOM_TEST_HOST ?? '';

  private constructor(config: object, gatewayUrl: string) {
    this.config = config;
    this.gatewayUrl = gatewayUrl;
  }

  static async create(): Promise<KubernetesBed> {
    await KubernetesBed.#clear();
    const images = await mkdtemp(join(tmpdir(), 'kustomize-'));
    await writeOverlay(images);
    await kubectl('apply', '-k', images);
    await kubectl('apply', '-k', join(ROOT, 'deploy/kustomize/portal-access'));
    await rm(images, { recursive: true });
    await kubectl('create', 'namespace', NAMESPACE);
    await kubectl(
      ...['create', 'rolebinding', 'greenroom-portal', '-n', NAMESPACE],
      '--clusterrole=greenroom-project',
      '--serviceaccount=greenroom:greenroom-portal',
    );
    await kubectl(
      ...['expose', 'deployment', 'greenroom-gateway', '-n', GATEWAY_NAMESPACE],
      ...['--name=test-entry', '--type=NodePort', '--target-port=http'],
      '--port=80',
    );
    const gatewayUrl = `http://${await nodeAddress()}:${await nodePort()}`;
    const token = await kubectl(
      ...['create', 'token', 'greenroom-portal', '-n', GATEWAY_NAMESPACE],
      '--duration=2h',
    );
    const { clusters } = JSON.parse(
      await kubectl('config', 'view', '--raw', '--minify', '-o', 'json'),
    );
    const { server, 'certificate-authority-data': caData } =
      clusters[0].cluster;
    return new KubernetesBed(
      {
        url: server,
        caData,
        token: token.trim(),
        images: {
          modelServer: imageOf('model-server'),
          storageInitializer: imageOf('storage-initializer'),
        },
        gateway: { url: gatewayUrl },
        drainSeconds: 2,
      },
      gatewayUrl,
    );
  }

  async close(): Promise<void> {
    await KubernetesBed.#clear();
  }

  /** Objects of the project: `objects('pods', '-l', 'a=b')`. Tests look into them as they expect them to be. */
  async objects(...what: readonly string[]): Promise<readonly any[]> {
    const json = await kubectl('get', ...what, '-n', NAMESPACE, '-o', 'json');
    return JSON.parse(json).items;
  }

  /** Runs kubectl in the project. */
  kubectl(...args: readonly string[]): Promise<string> {
    return kubectl(...args, '-n', NAMESPACE);
  }

  /** Runs kubectl in the gateway's namespace. */
  gatewayKubectl(...args: readonly string[]): Promise<string> {
    return kubectl(...args, '-n', GATEWAY_NAMESPACE);
  }

  /** Waits until all gateways know their routes. */
  async gatewaysReady(): Promise<void> {
    await kubectl(
      ...['rollout', 'status', 'deployment/greenroom-gateway'],
      ...['-n', GATEWAY_NAMESPACE, '--timeout=120s'],
    );
  }

  static async #clear(): Promise<void> {
    const namespaces = [NAMESPACE, GATEWAY_NAMESPACE];
    await kubectl(
      ...['delete', 'namespace', ...namespaces],
      ...['--ignore-not-found', '--wait=false'],
    );
    await kubectl(
      ...['delete', 'clusterrole,clusterrolebinding', '--ignore-not-found'],
      ...['greenroom-project', 'greenroom-nodes'],
    );
    await until(
      'the namespaces of the test are gone',
      async () =>
        (
          await kubectl(
            ...['get', 'namespace', ...namespaces],
            ...['--ignore-not-found', '-o', 'name'],
          )
        ).trim() === '',
      GONE_MS,
    );
  }
}

/** Name of one of the images that were made of this tree. */
export function imageOf(name: string): string {
  return `${env.GREENROOM_TEST_IMAGES}/${name}:test`;
}

/** The gateway as it is installed, but for its image. */
async function writeOverlay(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const [newName, newTag] = imageOf('gateway').split(/:(?=[^:/]+$)/);
  await writeFile(
    join(folder, 'kustomization.yaml'),
    stringify({
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      resources: [relative(folder, resolve(ROOT, 'deploy/kustomize/gateway'))],
      images: [{ name: 'ghcr.io/greenroom/gateway', newName, newTag }],
    }),
  );
}

async function kubectl(...args: readonly string[]): Promise<string> {
  const [program, ...first] = (env.GREENROOM_TEST_KUBECTL ?? 'kubectl').split(
    ' ',
  );
  const { stdout } = await run(program, [...first, ...args], {
    env: { ...env, KUBECONFIG: env.GREENROOM_TEST_KUBECONFIG },
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

async function nodeAddress(): Promise<string> {
  const { items } = JSON.parse(await kubectl('get', 'nodes', '-o', 'json'));
  return items[0].status.addresses.find(
    ({ type }: { type: string }) => type === 'InternalIP',
  ).address;
}

async function nodePort(): Promise<number> {
  const json = await kubectl(
    ...['get', 'service', 'test-entry', '-n', GATEWAY_NAMESPACE],
    ...['-o', 'json'],
  );
  return JSON.parse(json).spec.ports[0].nodePort;
}
