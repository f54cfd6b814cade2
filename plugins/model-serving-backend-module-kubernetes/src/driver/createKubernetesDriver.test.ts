import { mockServices } from '@backstage/backend-test-utils';
import { FakeApiServer } from '../__testUtils__/FakeApiServer';
import { createKubernetesDriver } from './createKubernetesDriver';

describe('createKubernetesDriver', () => {
  let server: FakeApiServer;

  beforeEach(async () => {
    server = await FakeApiServer.create();
  });

  afterEach(() => server.close());

  const start = async (more: object) => {
    const reached = { url: server.url, skipTLSVerify: true, token: 'any' };
    const kubernetes = { ...reached, ...more };
    const clusters = [{ name: 'old', driver: 'kubernetes', kubernetes }];
    const driver = createKubernetesDriver(
      mockServices.rootConfig({ data: { modelServing: { clusters } } }),
      'old',
      '0.0.0',
    );
    try {
      await driver.start({
        cluster: 'old',
        logger: mockServices.logger.mock(),
        credentials: async () => ({ type: 's3', values: {} }),
      });
    } finally {
      server.endWatches();
      await driver.shutdown();
    }
  };

  it('writes nothing to a Kubernetes that is too old for what the configuration asks for', async () => {
    server.gitVersion = 'v1.29.4';
    await expect(start({ drainSeconds: 3 })).rejects.toThrow(
      /runs Kubernetes v1\.29\.4, and Greenroom needs 1\.30 .*set drainSeconds to 0/,
    );
    expect(server.calls).toEqual(['GET /version']);
  });

  it('starts there without what it is too old for', async () => {
    server.gitVersion = 'v1.29.4';
    await expect(start({ drainSeconds: 0 })).resolves.toBeUndefined();
  });
});
