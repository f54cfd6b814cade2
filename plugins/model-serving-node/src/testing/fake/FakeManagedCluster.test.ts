import { mockServices } from '@backstage/backend-test-utils';
import { describeManagedClusterDriver } from '../describeManagedClusterDriver';
import { FakeManagedCluster } from './FakeManagedCluster';

describeManagedClusterDriver('FakeManagedCluster', async () => {
  const cluster = FakeManagedCluster.create({
    admit: (_kind, { metadata }) =>
      metadata.name === 'bad'
        ? [{ path: 'metadata.name', message: 'is bad' }]
        : [],
  });
  return {
    namespace: 'demo',
    connection: 'bucket',
    started: async () => {
      const driver = cluster.driver();
      await driver.start({
        cluster: 'fake',
        logger: mockServices.logger.mock(),
        credentials: async () => ({ type: 's3', values: {} }),
      });
      return driver;
    },
    edit: async (ref, patch) => cluster.edit(ref, patch),
    report: async (ref, status) => cluster.report(ref, status),
    refused: name => ({
      path: 'metadata.name',
      object: {
        apiVersion: 'serving.kserve.io/v1beta1',
        kind: 'InferenceService',
        metadata: { name, namespace: 'demo' },
        spec: { predictor: { model: { modelFormat: { name: 'onnx' } } } },
      },
    }),
    sever: async () => {
      cluster.lose('the cluster does not answer');
      return async () => cluster.find();
    },
    close: async () => {},
  };
});

it('lets its watch lag behind what is written, until it catches up', async () => {
  const cluster = FakeManagedCluster.create();
  const driver = cluster.driver();
  const ref = {
    kind: 'InferenceService',
    namespace: 'demo',
    name: 'iris',
  } as const;
  const told: string[] = [];
  driver.observe(({ name }) => told.push(name));
  cluster.hold();
  await driver.write('InferenceService', {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: { namespace: 'demo', name: 'iris' },
    spec: { predictor: {} },
  });
  expect(driver.object(ref)).toBeUndefined();
  expect(told).toEqual([]);
  cluster.release();
  expect(driver.object(ref)?.metadata.uid).toBeDefined();
  expect(told).toEqual(['iris']);
});
