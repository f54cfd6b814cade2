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
