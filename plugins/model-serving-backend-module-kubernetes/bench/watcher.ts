/**
 * A driver that watches one cluster, and nothing else: its memory is that of what it knows.
 *
 * Usage: node --expose-gc watcher.ts '{"port"}', with an IPC channel; sends { started } and answers anything with
 * { answer: { rssBytes, heapBytes, replicas } }, after it has collected its garbage.
 */
import { mockServices } from '@backstage/backend-test-utils';
import { createKubernetesDriver } from '../src/driver';

async function main({ port }: { readonly port: number }): Promise<void> {
  const config = mockServices.rootConfig({
    data: {
      modelServing: {
        namespaces: ['demo'],
        clusters: [
          {
            name: 'bench',
            driver: 'kubernetes',
            kubernetes: {
              url: `http://127.0.0.1:${port}`,
              token: 'any',
              skipTLSVerify: true,
            },
          },
        ],
      },
    },
  });
  const driver = createKubernetesDriver(config, 'bench', '0.0.0');
  await driver.start({
    cluster: 'bench',
    logger: mockServices.rootLogger(),
    credentials: async () => ({ type: 's3', values: {} }),
  });
  process.on('message', () => {
    globalThis.gc?.();
    process.send?.({
      answer: {
        rssBytes: process.memoryUsage.rss(),
        heapBytes: process.memoryUsage().heapUsed,
        replicas: driver
          .facts()
          .reduce((sum, { replicas }) => sum + replicas.length, 0),
      },
    });
  });
  process.on('disconnect', () => process.exit());
  process.send?.({ started: true });
}

main(JSON.parse(process.argv[2])).catch(error => {
  console.error(error);
  process.exit(1);
});
