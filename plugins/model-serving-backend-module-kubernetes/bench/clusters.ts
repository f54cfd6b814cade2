/**
 * API servers in memory with what controllers, kubelets and gateways would do, in a process of its own: what they cost must
 * not be counted as the portal's, and their faults come when the parent says.
 *
 * Usage: clusters.ts '{"count", "kserve"}', with an IPC channel; sends { ports }, answers { ask, … } with { answer: … }, and tells each
 * number of replicas that a Deployment gets as { wanted: [cluster, name, replicas], at }.
 */
import { performance } from 'node:perf_hooks';
import type { V1Deployment } from '@kubernetes/client-node';
import { FakeApiServer } from '../src/__testUtils__/FakeApiServer';
import { exampleDeployment, examplePod } from './examplePod';
import { GatewayOfPods } from './GatewayOfPods';
import { PlayedKServe } from './PlayedKServe';

const DEPLOYMENTS = 'apis/apps/v1/deployments';
const PODS = 'api/v1/pods';
const GATEWAY_NAMESPACE = 'greenroom';
const GATEWAY = 'greenroom-gateway';
/** As often as a real one tells how far it is. */
const BOOKMARK_MS = 60_000;

interface Question {
  readonly ask: 'counts' | 'fault' | 'pods';
  readonly cluster: number;
  /** Of `fault`; absent: none. */
  readonly fault?: 'hang' | 500;
  /** Of `pods`: how many there are to be, beside what Deployments have. */
  readonly count?: number;
}

class Cluster {
  readonly server: FakeApiServer;
  readonly gateway = new GatewayOfPods();
  readonly kserve: PlayedKServe | undefined;
  readonly #index: number;

  constructor(server: FakeApiServer, index: number, hasKServe: boolean) {
    this.server = server;
    this.kserve = hasKServe ? new PlayedKServe(server) : undefined;
    this.#index = index;
    server.answer = (request, response) =>
      this.kserve?.answer(request, response) ||
      this.gateway.answer(request, response);
    server.onChange = ({ collection, type, object }) => {
      if (type !== 'DELETED') this.kserve?.reconcile(collection, object);
      if (collection === DEPLOYMENTS)
        this.#reconcile(
          object as V1Deployment,
          type === 'DELETED' ? 0 : undefined,
        );
    };
    const name = `${GATEWAY}-0`;
    server.putObject(
      { collection: PODS, namespace: GATEWAY_NAMESPACE, name },
      {
        metadata: { labels: { 'app.kubernetes.io/name': GATEWAY } },
        ...{
          status: {
            containerStatuses: [
              { name: 'gateway', restartCount: 0, state: { running: {} } },
            ],
          },
        },
      },
    );
    setInterval(() => server.bookmark(), BOOKMARK_MS).unref();
  }

  /** So many pods of Deployments that nobody asked for, 10 each. */
  fill(count: number): void {
    for (let index = 0; index < count; index += 1) {
      const service = `model-${Math.floor(index / 10)}`;
      const pod = examplePod(exampleDeployment(service), index);
      const { namespace, name } = pod.metadata!;
      this.server.putObject({ collection: PODS, namespace, name }, pod);
    }
  }

  /** What the controller of Deployments and a kubelet do, at once. */
  #reconcile(deployment: V1Deployment, wanted?: number): void {
    const { namespace, name } = deployment.metadata!;
    const replicas = wanted ?? deployment.spec?.replicas ?? 0;
    const at = performance.timeOrigin + performance.now();
    process.send?.({ wanted: [this.#index, name, replicas], at });
    for (let index = 0; ; index += 1) {
      const pod = examplePod(deployment, index);
      const path = { collection: PODS, namespace, name: pod.metadata!.name };
      const isThere = this.server.has(path);
      if (index >= replicas && !isThere) return;
      if (index >= replicas) this.server.removeObject(path);
      else if (!isThere) this.server.putObject(path, pod);
    }
  }
}

async function main({
  count,
  kserve = false,
}: {
  readonly count: number;
  readonly kserve?: boolean;
}): Promise<void> {
  const servers = await Promise.all(
    Array.from({ length: count }, () => FakeApiServer.create()),
  );
  const clusters = servers.map(
    (server, index) => new Cluster(server, index, kserve),
  );
  process.on('message', (question: Question) => {
    const cluster = clusters[question.cluster];
    const { server, gateway, kserve: managed } = cluster;
    if (question.ask === 'pods') cluster.fill(question.count ?? 0);
    if (question.ask === 'fault') {
      server.fault = () => question.fault;
      if (question.fault === 500) server.endWatches();
    }
    process.send?.({
      answer: {
        served: managed ? managed.ready : gateway.routes,
        calls: server.calls.splice(0),
        watchSeconds: server.watchSeconds,
        pods: server.objects(PODS).length,
      },
    });
  });
  process.on('disconnect', () => process.exit());
  process.send?.({ ports: servers.map(({ port }) => port) });
}

main(JSON.parse(process.argv[2])).catch(error => {
  console.error(error);
  process.exit(1);
});
