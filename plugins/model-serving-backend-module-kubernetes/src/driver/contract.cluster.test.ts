import { describeClusterDriver } from '@greenroom/backstage-plugin-model-serving-node/testing';
import { ClusterTestBed, onCluster } from '../__testUtils__/ClusterTestBed';

jest.setTimeout(600_000);

onCluster('on a real cluster', () =>
  describeClusterDriver('KubernetesDriver', async () => {
    const bed = await ClusterTestBed.create();
    return {
      started: () => bed.started(),
      revision: name => bed.revision(name),
      brokenRevision: name => bed.revision(name, 'exit:1'),
      say: async (driver, { key }, replica) => {
        await driver.request(key, replica, '/something');
      },
      crash: replica => bed.crash(replica),
      isAlive: replica => bed.isAlive(replica),
      close: () => bed.close(),
      outlivesBackend: true,
    };
  }),
);
