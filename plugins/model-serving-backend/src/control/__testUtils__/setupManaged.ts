import { randomBytes } from 'node:crypto';
import { mockServices } from '@backstage/backend-test-utils';
import type {
  InferenceService,
  InferenceServiceStatus,
  ReplicaFacts,
  RevisionFacts,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Knex } from 'knex';
import { ConfiguredClusters, DriverTypes } from '../../clusters';
import { ClusterResourceStore } from '../../managed';
import { DatabaseStores } from '../../store';
import { eventually, FakeManagedDriver } from '../../testing';
import { systemClock } from '../../time';
import { ControlLoops } from '../ControlLoops';

/** The deployment that the tests are about. */
export const ref = { cluster: 'far', namespace: 'demo', name: 'iris' };
/** What the cluster calls it. */
export const object = {
  kind: 'InferenceService',
  namespace: 'demo',
  name: 'iris',
} as const;

/** Its resource. */
export function iris(minReplicas?: number): InferenceService {
  return {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: { name: 'iris', namespace: 'demo' },
    spec: {
      predictor: {
        ...(minReplicas && { minReplicas }),
        model: {
          modelFormat: { name: 'onnx' },
          storageUri: 's3://models/iris',
        },
      },
    },
  };
}

/** As KServe says it when all is well. */
export const readyStatus: InferenceServiceStatus = {
  url: 'http://iris-demo.example.com',
  address: { url: 'http://iris-predictor.demo.svc.cluster.local' },
  deploymentMode: 'Standard',
  conditions: [
    { type: 'IngressReady', status: 'True' },
    { type: 'PredictorReady', status: 'True' },
    { type: 'Ready', status: 'True' },
  ],
};

/** Its Deployment with pods. */
export function predictor(
  ...replicas: readonly Partial<ReplicaFacts>[]
): RevisionFacts {
  return {
    key: 'demo/iris-predictor',
    desired: Math.max(1, replicas.length),
    fetch: { state: 'fetched' },
    replicas: replicas.map((change, i) => ({
      id: `iris-predictor-${i}`,
      state: 'ready',
      restarts: 0,
      startedAt: new Date().toISOString(),
      ...change,
    })),
    observedAt: new Date().toISOString(),
  };
}

/** A control plane over a real database; the cluster is in memory. */
export async function setupManaged(
  knex: Knex,
  cleanup: (() => Promise<unknown>)[],
) {
  const logger = mockServices.logger.mock();
  const stores = await DatabaseStores.create({
    database: { getClient: async () => knex },
    secretKeys: [{ id: 'k1', key: randomBytes(32) }],
    clock: systemClock,
    logger,
  });
  const driver = new FakeManagedDriver();
  const types = new DriverTypes();
  types.addDriverType('fake', () => driver);
  const clusters = ConfiguredClusters.create({
    clusters: [
      {
        name: 'far',
        driver: 'fake',
        title: 'Far',
        isDefault: true,
        path: 'modelServing.clusters[0]',
      },
    ],
    namespaces: ['demo'],
    ingress: {
      domain: 'localhost',
      domainTemplate: '{{ .Name }}',
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
  let terms = 0;
  const begin = async () => {
    terms += 1;
    const name = 'control-plane';
    const now = Date.now() + terms * 60_000;
    const fencing = await stores.leases.acquire(name, `h${terms}`, 6_000, now);
    if (fencing === undefined) throw new Error('the lease is not free');
    const ended = new AbortController();
    const loops = new ControlLoops({
      stores: stores.during({ name, fencing }),
      clusters,
      notifications: { send: async () => {} },
      entityRef: own => `component:${own.namespace}/${own.name}`,
      term: {
        fencing,
        signal: ended.signal,
        isHeld: () => !ended.signal.aborted,
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
    return { loops, end };
  };
  const get = () => stores.resources.get('InferenceService', ref);
  return {
    stores,
    driver,
    clusters,
    begin,
    get,
    /** What the API writes through. */
    resources: new ClusterResourceStore({
      stored: stores.resources,
      clusters,
      clock: systemClock,
    }),
    until: (word: string) =>
      eventually(
        `the state is ${word}`,
        async () => (await get())?.observed?.state.word === word,
      ),
    history: async () => {
      const rows = await stores.history.list((await get())?.uid ?? '', 20);
      return rows.map(({ action, actor, how, changes }) =>
        [action, actor ?? how, ...changes].filter(Boolean).join(' '),
      );
    },
  };
}
