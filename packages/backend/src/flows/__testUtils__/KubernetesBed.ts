import { randomBytes } from 'node:crypto';
import {
  apiServer,
  deleteNamespaces,
  hostOfTests,
  imageOf,
  kubectl,
  openToTests,
  ownImage,
  reached,
  withOverlay,
} from './kubectl';

/** What tests need to know of a pod whose containers have started. */
export interface RunningPod {
  readonly metadata: {
    readonly name: string;
    readonly deletionTimestamp?: string;
  };
  readonly spec: { readonly nodeName: string };
  readonly status: {
    readonly containerStatuses: readonly {
      readonly containerID: string;
      readonly restartCount: number;
      readonly ready: boolean;
    }[];
  };
}

/** Ends the processes of a container of a pod as a crash or a node does: at once, without a word. */
const KILLER = `
  const { readFileSync, readdirSync } = require('node:fs');
  const ids = process.argv.slice(1);
  for (const pid of readdirSync('/proc').filter(name => /^\\d+$/.test(name))) {
    try {
      const group = readFileSync('/proc/' + pid + '/cgroup', 'utf8');
      if (ids.some(id => group.includes(id))) process.kill(Number(pid), 'SIGKILL');
    } catch {}
  }
`;

/**
 * A real cluster as somebody prepares it who follows `docs/guides/kubernetes.md`: gateway, roles, one project, under names
 * of its own. Nothing of it is left after `close`.
 */
export class KubernetesBed {
  /** Of the project. */
  readonly namespace: string;
  /** `modelServing.clusters[].kubernetes` of a portal with no more rights than it needs. */
  readonly config: object;
  readonly driver = 'kubernetes';
  readonly gatewayUrl: string;
  /** An address of this machine that pods reach. */
  readonly host = hostOfTests;
  readonly #names: BedNames;

  private constructor(names: BedNames, config: object, gatewayUrl: string) {
    this.namespace = names.project;
    this.config = config;
    this.gatewayUrl = gatewayUrl;
    this.#names = names;
  }

  static async create(): Promise<KubernetesBed> {
    const id = randomBytes(3).toString('hex');
    const names = {
      suffix: `-${id}`,
      project: `demo-${id}`,
      gateway: `greenroom-${id}`,
    };
    const { suffix, project, gateway } = names;
    await withOverlay(
      {
        resources: ['gateway'],
        namespace: gateway,
        images: [ownImage('gateway')],
      },
      'apply',
    );
    await withOverlay(
      {
        resources: ['portal-access'],
        namespace: gateway,
        nameSuffix: suffix,
      },
      'apply',
    );
    await kubectl('create', 'namespace', project);
    await kubectl(
      ...['create', 'rolebinding', 'greenroom-portal', '-n', project],
      `--clusterrole=greenroom-project${suffix}`,
      `--serviceaccount=${gateway}:greenroom-portal${suffix}`,
    );
    const gatewayUrl = await openToTests(gateway, 'greenroom-gateway');
    const token = await kubectl(
      ...['create', 'token', `greenroom-portal${suffix}`, '-n', gateway],
      '--duration=2h',
    );
    return new KubernetesBed(
      names,
      {
        ...(await apiServer()),
        token: token.trim(),
        images: {
          modelServer: imageOf('model-server'),
          storageInitializer: imageOf('storage-initializer'),
        },
        gateway: { namespace: gateway, url: gatewayUrl },
        drainSeconds: 2,
      },
      gatewayUrl,
    );
  }

  async close(): Promise<void> {
    const { suffix, project, gateway } = this.#names;
    await kubectl(
      ...['delete', 'clusterrole,clusterrolebinding', '--ignore-not-found'],
      ...['project', 'nodes', 'kserve-config', 'cluster-watch'].map(
        role => `greenroom-${role}${suffix}`,
      ),
    );
    await deleteNamespaces(project, gateway);
  }

  /** Objects of the project: `objects('pods', '-l', 'a=b')`. Tests look into them as they expect them to be. */
  async objects(...what: readonly string[]): Promise<readonly any[]> {
    return JSON.parse(await this.kubectl('get', ...what, '-o', 'json')).items;
  }

  /** Runs kubectl in the project. */
  kubectl(...args: readonly string[]): Promise<string> {
    return kubectl(...args, '-n', this.namespace);
  }

  /** Runs kubectl in the gateway's namespace. */
  gatewayKubectl(...args: readonly string[]): Promise<string> {
    return kubectl(...args, '-n', this.#names.gateway);
  }

  /** Pods of the gateway that are to stay. */
  async gatewayPods(): Promise<readonly RunningPod[]> {
    const label = 'app.kubernetes.io/name=greenroom-gateway';
    const json = await this.gatewayKubectl(
      ...['get', 'pods', '-l', label, '-o', 'json'],
    );
    const { items }: { items: RunningPod[] } = JSON.parse(json);
    return items.filter(({ metadata }) => !metadata.deletionTimestamp);
  }

  /** Ends all processes of the servers in a pod by SIGKILL, as a crash does; the pod stays, and starts them again. */
  async kill({ spec: { nodeName }, status }: RunningPod): Promise<void> {
    const ids = status.containerStatuses.map(({ containerID }) =>
      containerID.replace(/^.*:\/\//, ''),
    );
    const name = `killer-${randomBytes(3).toString('hex')}`;
    const container = {
      name,
      image: imageOf('test-replica'),
      command: ['/usr/local/bin/node', '-e', KILLER, '--', ...ids],
      securityContext: { privileged: true, runAsUser: 0 },
    };
    const spec = {
      hostPID: true,
      nodeName,
      restartPolicy: 'Never',
      containers: [container],
    };
    await this.kubectl(
      ...['run', name, `--image=${container.image}`, '--restart=Never'],
      `--overrides=${JSON.stringify({ apiVersion: 'v1', spec })}`,
    );
    await this.kubectl(
      ...['wait', `pod/${name}`, '--timeout=60s'],
      '--for=jsonpath={.status.phase}=Succeeded',
    );
  }

  /** Waits until all gateways know their routes, and can be called. Their pods look for their Secret anew after up to two minutes. */
  async gatewaysReady(): Promise<void> {
    await this.gatewayKubectl(
      ...['rollout', 'status', 'deployment/greenroom-gateway'],
      '--timeout=240s',
    );
    await reached(this.gatewayUrl);
  }
}

interface BedNames {
  /** Of what is in no namespace. */
  readonly suffix: string;
  readonly project: string;
  readonly gateway: string;
}
