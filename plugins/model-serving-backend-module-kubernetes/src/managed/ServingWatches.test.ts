import { NotAllowedError } from '@backstage/errors';
import type { ServingKind } from '@greenroom/backstage-plugin-model-serving-common';
import { eventually } from '../__testUtils__/eventually';
import { FakeApiServer } from '../__testUtils__/FakeApiServer';
import { HeldSleep } from '../__testUtils__/HeldSleep';
import { KubeClient, ResourceType } from '../client';
import { WatchHealth } from '../watch';
import { ServingWatches } from './ServingWatches';

/** Pauses between tries pass at once. */
const ASK_AGAIN_MS = 60_000;
const GROUP = 'serving.kserve.io';
const plurals = {
  InferenceService: 'v1beta1/inferenceservices',
  InferenceGraph: 'v1alpha1/inferencegraphs',
  TrainedModel: 'v1alpha1/trainedmodels',
  ClusterServingRuntime: 'v1alpha1/clusterservingruntimes',
} as const satisfies Partial<Record<ServingKind, string>>;
type Kind = keyof typeof plurals;
const typeOf = (kind: Kind): ResourceType => {
  const [version, plural] = plurals[kind].split('/');
  return { apiVersion: `${GROUP}/${version}`, kind, plural };
};
const kindsOf = (...kinds: readonly Kind[]) =>
  new Map<ServingKind, ResourceType>(kinds.map(kind => [kind, typeOf(kind)]));

describe('ServingWatches', () => {
  let server: FakeApiServer;
  let client: KubeClient;
  let watches: ServingWatches | undefined;
  let sleep: HeldSleep;
  let health: WatchHealth;
  let seen: string[];
  /** Namespaces without the rights that it needs, and what may be seen in the others. */
  let denied: Set<string>;
  let visible: Record<string, readonly Kind[]>;

  const put = (kind: Kind, namespace: string | undefined, name: string) =>
    server.putObject(
      {
        collection: `apis/${GROUP}/${plurals[kind]}`,
        ...(namespace ? { namespace } : {}),
        name,
      },
      {},
    );

  beforeEach(async () => {
    server = await FakeApiServer.create();
    client = KubeClient.create(server.kubeConfig());
    sleep = new HeldSleep(ASK_AGAIN_MS);
    health = new WatchHealth({ now: () => 0, sleep: sleep.sleep });
    seen = [];
    denied = new Set();
    visible = { a: ['InferenceService'], b: ['InferenceService'] };
    put('InferenceService', 'a', 'one');
    put('InferenceService', 'b', 'two');
    put('ClusterServingRuntime', undefined, 'shared');
  });

  afterEach(async () => {
    server.endWatches();
    await watches?.close();
    watches = undefined;
    health.close();
    client.close();
    await server.close();
  });

  const note = (what: string) => ({
    onChange: ({ metadata }: { metadata?: { name?: string } }) => {
      seen.push(`${what} ${metadata?.name}`);
    },
    onGone: () => {},
  });
  const noteRuns = (of: string) => {
    const [deployments, pods] = ['Deployment', 'Pod'].map(what =>
      note(`${of}${what}`),
    );
    return {
      deploymentChanged: deployments.onChange,
      deploymentGone: deployments.onGone,
      podChanged: pods.onChange,
      podGone: pods.onGone,
    };
  };
  const start = async (scope: readonly string[] | 'cluster' = ['a', 'b']) => {
    watches = await ServingWatches.start({
      client,
      scope,
      namespaces: ['a', 'b'],
      found: {
        kinds: kindsOf(
          'InferenceService',
          'TrainedModel',
          'ClusterServingRuntime',
        ),
        demandIn: async namespace => {
          if (denied.has(namespace))
            throw new NotAllowedError(`ask for the role in ${namespace}`);
          return kindsOf(...visible[namespace]);
        },
      },
      objects: note,
      services: noteRuns(''),
      routers: noteRuns('router '),
      events: note('Event'),
      losses: plural => ({
        onLost: (error, namespace) => health.lost(plural, namespace, error),
        onFound: namespace => health.found(plural, namespace),
      }),
      health,
      sleep: sleep.sleep,
      random: () => 0,
    });
    return watches;
  };

  it('watches all projects, and what is of the whole cluster', async () => {
    const { kinds } = await start();
    expect([...seen].sort()).toEqual([
      'ClusterServingRuntime shared',
      'InferenceService one',
      'InferenceService two',
    ]);
    expect([...kinds.keys()].sort()).toEqual([
      'ClusterServingRuntime',
      'InferenceService',
    ]);
    expect(health.problem('a')).toBeUndefined();
  });

  it('sees pods only where services are', async () => {
    await start();
    expect(server.calls).toContain('GET /api/v1/namespaces/a/pods');
    expect(server.calls).not.toContain('GET /api/v1/pods');
  });

  it('watches everything at once where it may', async () => {
    const { kinds } = await start('cluster');
    expect(server.calls).toContain('GET /api/v1/pods');
    expect(server.calls).not.toContain('GET /api/v1/namespaces/a/pods');
    expect([...kinds.keys()]).toContain('TrainedModel');
  });

  it('goes on without a project in which rights are missing, and with it when they are granted', async () => {
    denied.add('b');
    visible.b = ['InferenceService', 'TrainedModel'];
    put('TrainedModel', 'b', 'small');
    const { kinds } = await start();
    expect(seen).not.toContain('InferenceService two');
    expect([...kinds.keys()]).not.toContain('TrainedModel');
    expect(health.problem('a')).toBeUndefined();
    expect(health.problem('b')).toMatchObject({
      message: 'ask for the role in b',
      isLasting: true,
    });
    put('InferenceService', 'a', 'three');
    await eventually('the others are watched', () =>
      seen.includes('InferenceService three'),
    );
    await eventually('it waits', () => sleep.count(ASK_AGAIN_MS) === 1);
    denied.clear();
    sleep.wake(ASK_AGAIN_MS);
    await eventually('it has joined', () => health.problem('b') === undefined);
    expect(seen).toContain('InferenceService two');
    // What nobody could see before
    expect(seen).toContain('TrainedModel small');
    expect([...kinds.keys()]).toContain('TrainedModel');
  });

  it('is of no use without any of them, and leaves nothing open', async () => {
    denied.add('a').add('b');
    await expect(start()).rejects.toThrow('ask for the role in a');
    await eventually('nothing is open', () => server.watches === 0);
  });

  it('is of no use while the API server fails, and leaves nothing open', async () => {
    server.fault = call => (call.endsWith('/b/events') ? 503 : undefined);
    await expect(start()).rejects.toThrow('no: 503');
    await eventually('nothing is open', () => server.watches === 0);
  });
});
