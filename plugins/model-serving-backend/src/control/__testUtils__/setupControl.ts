import { randomBytes } from 'node:crypto';
import { mockServices } from '@backstage/backend-test-utils';
import type {
  ClusterCapabilities,
  InferenceService,
  ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import type {
  ClusterDriver,
  RevisionSpec,
} from '@greenroom/backstage-plugin-model-serving-node';
import type { Knex } from 'knex';
import { ConfiguredClusters, DriverTypes } from '../../clusters';
import { DatabaseStores } from '../../store';
import { eventually, FakeGateway } from '../../testing';
import { systemClock } from '../../time';
import { ControlLoops } from '../ControlLoops';
import { Lifeline, mortalStores, MortalDriver } from '../../testing/Lifeline';

/** The deployment that the tests are about. */
export const ref: ResourceRef = {
  cluster: 'local',
  namespace: 'demo',
  name: 'iris',
};
/** Who writes. */
export const as = { actor: 'user:default/ada', action: 'create' };
/** Its first revision. */
export const KEY = 'demo/iris-predictor-00001';
/** Its second revision. */
export const KEY_2 = 'demo/iris-predictor-00002';

/** Its resource. */
export function iris(
  change: { uri?: string; minReplicas?: number; stop?: boolean } = {},
): InferenceService {
  return {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: {
      name: 'iris',
      namespace: 'demo',
      annotations: {
        'greenroom/owner': 'user:default/ada',
        ...(change.stop === undefined
          ? {}
          : { 'serving.kserve.io/stop': String(change.stop) }),
      },
    },
    spec: {
      predictor: {
        ...(change.minReplicas ? { minReplicas: change.minReplicas } : {}),
        model: {
          modelFormat: { name: 'onnx' },
          storageUri: change.uri ?? 's3://models/iris',
        },
      },
    },
  };
}

/** A control plane over a real database and a gateway that is reached over a real socket; the cluster is in memory. */
export async function setupControl(
  knex: Knex,
  cleanup: (() => Promise<unknown>)[],
  options: {
    becomesReady?: (revision: RevisionSpec) => boolean;
    /** Of a cluster that has more than a small one. */
    capabilities?: Partial<ClusterCapabilities>;
    /** Of a cluster that keeps what is not stored. */
    inventory?: ClusterDriver['inventory'];
    /** A second cluster, `far`. */
    far?: ClusterDriver;
    /** Of a cluster that lets requests in. */
    expose?: ClusterDriver['expose'];
  } = {},
) {
  const logger = mockServices.logger.mock();
  const secretKeys = [{ id: 'k1', key: randomBytes(32) }];
  /** What a backend beside it has: the same database. */
  const otherBackend = () =>
    DatabaseStores.create({
      database: { getClient: async () => knex },
      secretKeys,
      clock: systemClock,
      logger,
    });
  const stores = await otherBackend();
  const gateway = await FakeGateway.create();
  cleanup.push(() => gateway.close());
  const driver = new MortalDriver({
    ...options,
    gateways: async () => [gateway.address()],
  });
  const { inventory, expose } = options;
  Object.assign(driver, {
    ...(inventory ? { inventory } : {}),
    ...(expose ? { expose } : {}),
  });
  const types = new DriverTypes();
  const { far } = options;
  types.addDriverType('fake', ({ cluster }) =>
    cluster === 'far' && far ? far : driver,
  );
  const clusters = ConfiguredClusters.create({
    clusters: [
      {
        name: 'local',
        driver: 'fake',
        title: 'Here',
        isDefault: true,
        path: 'x',
      },
      ...(far
        ? [
            {
              name: 'far',
              driver: 'fake',
              title: 'There',
              isDefault: false,
              path: 'y',
            },
          ]
        : []),
    ],
    namespaces: ['demo'],
    ingress: {
      domain: 'localhost',
      domainTemplate: '{{ .Name }}-{{ .Namespace }}.{{ .IngressDomain }}',
      urlScheme: 'http',
    },
    types,
    credentials: async () => ({ type: 's3', values: {} }),
    clock: systemClock,
    random: Math.random,
    logger,
  });
  await clusters.start();
  cleanup.push(() => clusters.shutdown('keep'));
  const sent: object[] = [];
  let terms = 0;
  /**
   * A holder of the lease: each begun one takes it from the one before.
   * @param acts - how often it may ask whether it still holds the lease until it has lost it
   * @param life - how long its process lives
   */
  const begin = async (acts = Infinity, life = new Lifeline(Infinity)) => {
    terms += 1;
    const lease = 'control-plane';
    const now = Date.now() + terms * 60_000;
    const fencing = await stores.leases.acquire(lease, `h${terms}`, 6_000, now);
    if (fencing === undefined) throw new Error('the lease is not free');
    driver.life = life;
    const ended = new AbortController();
    let asked = 0;
    const isHeld = () => {
      asked += 1;
      if (asked > acts) ended.abort();
      return !ended.signal.aborted;
    };
    const loops = new ControlLoops({
      stores: mortalStores(stores.during({ name: lease, fencing }), life),
      clusters,
      notifications: { send: async message => void sent.push(message) },
      entityRef: ({ namespace, name }) => `component:${namespace}/${name}`,
      term: {
        fencing,
        signal: ended.signal,
        isHeld,
      },
      clock: systemClock,
      random: Math.random,
      logger,
    });
    await loops.start();
    const end = async () => {
      ended.abort();
      await loops.stop();
    };
    cleanup.push(end);
    return { loops, end, ended };
  };
  const get = () => stores.resources.get('InferenceService', ref);
  const word = async () => (await get())?.observed?.state.word;
  const until = (expected: string) =>
    eventually(
      `the state is ${expected}`,
      async () => (await word()) === expected,
    );
  const update = async (object: InferenceService, action = 'update') => {
    const before = await get();
    return stores.resources.update(
      'InferenceService',
      ref,
      before!.object.metadata.resourceVersion!,
      object,
      { ...as, action },
    );
  };
  const targets = () =>
    gateway.current?.routes[0]?.targets.map(t => t.revision);
  return {
    stores,
    otherBackend,
    secretKeys,
    gateway,
    driver,
    clusters,
    begin,
    get,
    until,
    update,
    targets,
    logger,
    sent,
  };
}
