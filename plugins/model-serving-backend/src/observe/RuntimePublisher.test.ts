import { mockServices } from '@backstage/backend-test-utils';
import { settle } from '../testing';
import { RuntimePublisher } from './RuntimePublisher';

function setup(find: () => Promise<{ runtimes: object[] }>) {
  const told: object[] = [];
  const listeners = new Set<() => void>();
  const logger = mockServices.logger.mock();
  const publisher = new RuntimePublisher({
    clusters: [
      {
        name: 'far',
        onRunning: listener => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      },
    ],
    runtimes: { find: find as never },
    events: {
      publish: async ({ eventPayload }) =>
        void told.push(eventPayload as object),
    },
    logger,
  });
  publisher.start();
  const comesUp = async () => {
    for (const listener of listeners) listener();
    await settle();
  };
  return { publisher, comesUp, told, logger };
}

const onnx = { metadata: { name: 'onnx' } };
const own = {
  metadata: { name: 'own', namespace: 'demo', resourceVersion: '7' },
};

describe('RuntimePublisher', () => {
  it('tells of each runtime of a cluster that comes up, until it is stopped', async () => {
    const { publisher, comesUp, told } = setup(async () => ({
      runtimes: [onnx, own],
    }));
    await comesUp();
    expect(told).toEqual([
      {
        cluster: 'far',
        name: 'onnx',
        resourceVersion: '0',
        change: 'upserted',
      },
      {
        cluster: 'far',
        namespace: 'demo',
        name: 'own',
        resourceVersion: '7',
        change: 'upserted',
      },
    ]);
    publisher.stop();
    await comesUp();
    expect(told).toHaveLength(2);
  });

  it('says so if it could not', async () => {
    const { comesUp, told, logger } = setup(async () => {
      throw new Error('gone again');
    });
    await comesUp();
    expect(told).toEqual([]);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining("cluster 'far'"),
      expect.objectContaining({ message: 'gone again' }),
    );
  });
});
