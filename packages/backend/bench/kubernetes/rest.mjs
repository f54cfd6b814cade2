import { setTimeout as delay } from 'node:timers/promises';
import { Child } from './Child.mjs';
import { entryOf, predictor, untilAtRest } from './memoryClusters.mjs';
import { Portal } from './Portal.mjs';
import { clusterProgram } from './programs.mjs';

/**
 * Calls of an API server in a minute in which nothing happens, with so many services in so many projects: those that were
 * seen, and those by which watches that were open are opened anew when they end. `driver` is that of the cluster.
 */
export async function measureRest({ driver, services, projects, seconds }) {
  const clusters = await Child.start(clusterProgram, {
    count: 1,
    kserve: driver === 'kserve',
  });
  let portal;
  try {
    const [port] = clusters.hello.ports;
    const namespaces = Array.from({ length: projects }, (_, i) => `team-${i}`);
    portal = await Portal.start({
      namespaces,
      clusters: [
        {
          ...entryOf('rest', `http://127.0.0.1:${port}`, {
            skipTLSVerify: true,
          }),
          driver,
        },
      ],
    });
    await portal.deployAll(
      Array.from({ length: services }, (_, i) => ({
        cluster: 'rest',
        namespace: namespaces[i % projects],
        name: `model-${i}`,
      })),
      predictor,
    );
    await untilAtRest(clusters, 0, services);
    await delay(seconds * 1_000);
    const { calls, watchSeconds, pods } = await clusters.ask({
      ask: 'counts',
      cluster: 0,
    });
    const others = calls.filter(call => !call.endsWith('?watch'));
    const kinds = new Map();
    for (const call of others) kinds.set(call, (kinds.get(call) ?? 0) + 1);
    return {
      pods,
      seen: (others.length * 60) / seconds,
      reopened: watchSeconds.reduce((sum, lasts) => sum + 60 / lasts, 0),
      watches: watchSeconds.length,
      kinds: [...kinds],
    };
  } finally {
    await portal?.stop();
    await clusters.stop();
  }
}
