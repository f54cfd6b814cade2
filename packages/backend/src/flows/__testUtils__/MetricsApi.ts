import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { applied, hostOfTests, kubectl } from './kubectl';
import { until } from './until';

const run = promisify(execFile);

const GROUP = 'metrics.k8s.io';
const VERSION = 'v1beta1';
const BASE = `/apis/${GROUP}/${VERSION}`;
/** There is one in a cluster. */
const API_SERVICE = `${VERSION}.${GROUP}`;
const SERVICE = 'metrics';

/** What a kubelet says of something that it measures. */
interface Measured {
  readonly cpu?: { readonly time: string; readonly usageNanoCores?: number };
  readonly memory?: { readonly workingSetBytes?: number };
}

interface Summary {
  readonly pods: readonly (Measured & {
    readonly podRef: { readonly name: string; readonly namespace: string };
    readonly containers?: readonly (Measured & { readonly name: string })[];
  })[];
}

interface Pod {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: { readonly nodeName?: string };
}

/**
 * The metrics API of a cluster, served by this process as metrics-server does it: behind an APIService, with figures that
 * the kubelets measured. For clusters that have none.
 */
export class MetricsApi {
  readonly #namespace: string;
  readonly #server: Server;

  private constructor(namespace: string, server: Server) {
    this.#namespace = namespace;
    this.#server = server;
  }

  /** @param namespace - where its Service is made; it goes with it */
  static async serve(namespace: string): Promise<MetricsApi> {
    const known = ['get', 'apiservice', API_SERVICE, '--ignore-not-found'];
    if ((await kubectl(...known, '-o', 'name')).trim() !== '') {
      throw new Error(
        `the cluster has a metrics API already: kubectl get apiservice ${API_SERVICE} says whose; delete it if a test left it`,
      );
    }
    const { key, cert } = await certificateFor(`${SERVICE}.${namespace}.svc`);
    const server = createServer({ key, cert }, (request, response) => {
      answerTo(new URL(request.url ?? '', 'https://metrics')).then(
        body => {
          response.statusCode = body ? 200 : 404;
          response.setHeader('content-type', 'application/json');
          response.end(JSON.stringify(body ?? {}));
        },
        error => {
          response.statusCode = 500;
          response.end(String(error));
        },
      );
    });
    await new Promise<void>(resolve => {
      server.listen(0, hostOfTests, resolve);
    });
    const api = new MetricsApi(namespace, server);
    try {
      await api.#register(cert);
    } catch (error) {
      await api.close();
      throw error;
    }
    return api;
  }

  /** The program is down; the cluster still lists its API. */
  async stopAnswering(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.closeAllConnections();
    await new Promise(resolve => {
      this.#server.close(resolve);
    });
  }

  /** The cluster has no metrics API any more. */
  async unregister(): Promise<void> {
    await kubectl('delete', 'apiservice', API_SERVICE, '--ignore-not-found');
  }

  async close(): Promise<void> {
    await this.unregister();
    await this.stopAnswering();
  }

  async #register(cert: string): Promise<void> {
    const namespace = this.#namespace;
    const { port } = this.#server.address() as AddressInfo;
    const metadata = { name: SERVICE, namespace };
    await applied({
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { ports: [{ name: 'https', port: 443, targetPort: port }] },
    });
    await applied({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        ...metadata,
        labels: { 'kubernetes.io/service-name': SERVICE },
      },
      addressType: 'IPv4',
      endpoints: [{ addresses: [hostOfTests], conditions: { ready: true } }],
      ports: [{ name: 'https', port, protocol: 'TCP' }],
    });
    await applied({
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: { name: API_SERVICE },
      spec: {
        group: GROUP,
        version: VERSION,
        groupPriorityMinimum: 100,
        versionPriority: 100,
        service: { name: SERVICE, namespace, port: 443 },
        caBundle: Buffer.from(cert).toString('base64'),
      },
    });
    await until('the API server reaches the metrics API', async () => {
      const nodes = await kubectl('get', '--raw', `${BASE}/nodes`).catch(
        () => undefined,
      );
      return nodes !== undefined;
    });
  }
}

/** What is asked for, as the metrics API has it; undefined: there is no such thing. */
async function answerTo({
  pathname,
  searchParams,
}: URL): Promise<object | undefined> {
  if (pathname === BASE) return resources();
  if (pathname === `${BASE}/nodes`) return list('NodeMetricsList', []);
  const [isPods, , namespace] =
    /^\/apis\/metrics\.k8s\.io\/v1beta1(\/namespaces\/([^/]+))?\/pods$/.exec(
      pathname,
    ) ?? [];
  if (isPods === undefined) return undefined;
  const where = namespace === undefined ? ['-A'] : ['-n', namespace];
  const selector = searchParams.get('labelSelector') ?? '';
  const { items }: { items: readonly Pod[] } = JSON.parse(
    await kubectl('get', 'pods', ...where, '-l', selector, '-o', 'json'),
  );
  return list('PodMetricsList', await measured(items));
}

function resources(): object {
  const resource = (name: string, kind: string, namespaced: boolean) => ({
    name,
    singularName: '',
    namespaced,
    kind,
    verbs: ['get', 'list'],
  });
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: `${GROUP}/${VERSION}`,
    resources: [
      resource('nodes', 'NodeMetrics', false),
      resource('pods', 'PodMetrics', true),
    ],
  };
}

function list(kind: string, items: readonly object[]): object {
  return { kind, apiVersion: `${GROUP}/${VERSION}`, metadata: {}, items };
}

/** Pods as their nodes measured them last; those that were not measured yet are left out. */
async function measured(pods: readonly Pod[]): Promise<readonly object[]> {
  const nodes = new Set(pods.flatMap(({ spec }) => spec.nodeName ?? []));
  const found: object[] = [];
  for (const node of nodes) {
    const { pods: known }: Summary = JSON.parse(
      await kubectl(
        'get',
        '--raw',
        `/api/v1/nodes/${node}/proxy/stats/summary`,
      ),
    );
    for (const { metadata, spec } of pods) {
      if (spec.nodeName !== node) continue;
      const { name, namespace } = metadata;
      const seen = known.find(
        ({ podRef }) => podRef.name === name && podRef.namespace === namespace,
      );
      const containers = seen?.containers ?? [];
      const isMeasured = containers.every(
        ({ cpu, memory }) =>
          cpu?.usageNanoCores !== undefined &&
          memory?.workingSetBytes !== undefined,
      );
      if (containers.length === 0 || !isMeasured) continue;
      found.push({
        metadata: { name, namespace },
        timestamp: containers[0].cpu?.time,
        window: '10s',
        containers: containers.map(({ name: container, cpu, memory }) => ({
          name: container,
          usage: {
            cpu: `${cpu?.usageNanoCores}n`,
            memory: `${Math.ceil((memory?.workingSetBytes ?? 0) / 1024)}Ki`,
          },
        })),
      });
    }
  }
  return found;
}

/** One that is its own authority, as `caBundle` takes it. */
async function certificateFor(
  host: string,
): Promise<{ readonly key: string; readonly cert: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'certificate-'));
  const [key, cert] = ['key.pem', 'cert.pem'].map(name => join(folder, name));
  try {
    await run('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-nodes', '-days', '1'],
      ...['-pkeyopt', 'ec_paramgen_curve:P-256', '-subj', '/CN=metrics'],
      ...['-addext', `subjectAltName=DNS:${host}`],
      ...['-keyout', key, '-out', cert],
    ]);
    return {
      key: await readFile(key, 'utf8'),
      cert: await readFile(cert, 'utf8'),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}
