import type { KubernetesObject } from '@kubernetes/client-node';
import type { ServingKind } from '@greenroom/backstage-plugin-model-serving-common';
import { eventually } from '../__testUtils__/eventually';
import { FakeApiServer } from '../__testUtils__/FakeApiServer';
import { HeldSleep } from '../__testUtils__/HeldSleep';
import { at, ended, notReady, pod, waiting } from '../__testUtils__/pods';
import { KubeClient, ResourceType } from '../client';
import { RevisionBook } from '../driver';
import { WatchHealth } from '../watch';
import { ServingWatches } from './ServingWatches';
import { routerIdentity, serviceIdentity } from './workloadIdentity';

/** Pauses between tries pass at once. */
const PAUSE_MS = 60_000;
const DEPLOYMENTS = 'apis/apps/v1/deployments';
const labels = {
  app: 'isvc.flow',
  'serving.kserve.io/inferencegraph': 'flow',
};
const kinds = new Map<ServingKind, ResourceType>([
  [
    'InferenceGraph',
    {
      apiVersion: 'serving.kserve.io/v1alpha1',
      kind: 'InferenceGraph',
      plural: 'inferencegraphs',
    },
  ],
]);

describe('routers of graphs', () => {
  let server: FakeApiServer;
  let client: KubeClient;
  let watches: ServingWatches;
  let health: WatchHealth;
  let routers: RevisionBook;
  let services: RevisionBook;

  beforeEach(async () => {
    server = await FakeApiServer.create();
    client = KubeClient.create(server.kubeConfig());
    server.putObject(
      { collection: DEPLOYMENTS, namespace: 'demo', name: 'flow' },
      {
        metadata: { labels },
        spec: { replicas: 1, template: {} },
      } as KubernetesObject,
    );
    const now = () => at(9).getTime();
    const { sleep } = new HeldSleep(PAUSE_MS);
    health = new WatchHealth({ now, sleep });
    routers = new RevisionBook({ now, seenAt: now, identify: routerIdentity });
    services = new RevisionBook({
      now,
      seenAt: now,
      identify: serviceIdentity,
    });
    const unheard = { onChange: () => {}, onGone: () => {} };
    watches = await ServingWatches.start({
      client,
      scope: ['demo'],
      namespaces: ['demo'],
      found: { kinds, demandIn: async () => kinds },
      objects: () => unheard,
      services,
      routers,
      events: unheard,
      losses: what => ({
        onLost: (error, namespace) => health.lost(what, namespace, error),
        onFound: namespace => health.found(what, namespace),
      }),
      health,
      sleep,
      random: () => 0,
    });
  });

  afterEach(async () => {
    server.endWatches();
    await watches.close();
    health.close();
    client.close();
    await server.close();
  });

  /** A pod of the router of a graph is so. */
  const runs = (change: Parameters<typeof pod>[0], of: object = labels) => {
    const { metadata, ...rest } = pod({ name: 'flow-5d4f-x2zab', ...change });
    const name = metadata?.name ?? '';
    server.putObject({ collection: 'api/v1/pods', namespace: 'demo', name }, {
      ...rest,
      metadata: {
        ...metadata,
        namespace: 'demo',
        labels: of,
        ownerReferences: [
          { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'r', uid: 'u' },
        ],
      },
    } as KubernetesObject);
  };
  const seen = (name = 'flow') => routers.facts({ namespace: 'demo', name });

  it.each`
    what                            | container                                                                                             | code
    ${'a crash before it is ready'} | ${{ state: waiting('CrashLoopBackOff'), lastState: ended(3, 'Error', 'bad graph'), restartCount: 4 }} | ${'ModelLoadFailed'}
    ${'too little memory'}          | ${{ state: waiting('CrashLoopBackOff'), lastState: ended(137, 'OOMKilled'), restartCount: 4 }}        | ${'OutOfMemory'}
    ${'an image that is not there'} | ${{ state: waiting('ImagePullBackOff', 'Back-off pulling image "x": not found') }}                    | ${'ImageNotFound'}
  `('are known to have $what', async ({ container, code }) => {
    runs({ conditions: notReady, server: container });
    await eventually('it is told', () => seen()[0]?.failure !== undefined);
    expect(seen()).toMatchObject([
      { key: 'demo/flow', desired: 1, failure: { code } },
    ]);
    // They were watched: listed once, as those of services
    const lists = server.calls.filter(call => /(pods|deployments)$/.test(call));
    expect(lists).toHaveLength(4);
  });

  it('are told apart from each other and from services', async () => {
    runs({});
    runs(
      { name: 'flow-predictor-5d4f-x2zab' },
      {
        app: 'isvc.flow-predictor',
        'serving.kserve.io/inferenceservice': 'flow',
      },
    );
    await eventually('it is told', () => seen()[0]?.replicas.length === 1);
    expect(seen()[0].replicas).toMatchObject([
      { id: 'flow-5d4f-x2zab', state: 'ready' },
    ]);
    expect(seen('wine')).toEqual([]);
    const service = () => services.facts({ namespace: 'demo', name: 'flow' });
    await eventually('the service is told', () => service().length === 1);
    expect(service().map(({ key }) => key)).toEqual(['demo/flow-predictor']);
  });

  it('are forgotten with their Deployment and their pods', async () => {
    runs({});
    await eventually('it is told', () => seen()[0]?.replicas.length === 1);
    server.remove('demo', 'flow-5d4f-x2zab');
    server.removeObject({
      collection: DEPLOYMENTS,
      namespace: 'demo',
      name: 'flow',
    });
    await eventually('it is gone', () => seen().length === 0);
    expect(seen()).toEqual([]);
  });
});
