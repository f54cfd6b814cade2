// Services on clusters in memory: no model runs, and nothing but the portal costs anything.
import { setTimeout as delay } from 'node:timers/promises';

const LIMIT_MS = 180_000;
const QUIET_MS = 3_000;

/** A Deployment of one pod that serves everything by a container of its own. */
export const predictor = {
  minReplicas: 1,
  maxReplicas: 3,
  annotations: { 'serving.kserve.io/autoscalerClass': 'none' },
  containers: [
    {
      name: 'kserve-container',
      image: 'example.org/model:1',
      ports: [{ containerPort: 8080, protocol: 'TCP' }],
      resources: {
        requests: { cpu: '250m', memory: '512Mi' },
        limits: { cpu: '1', memory: '512Mi' },
      },
    },
  ],
};

/** How a cluster in memory is reached. */
export function entryOf(name, url, more = {}) {
  return { name, kubernetes: { url, token: 'any', ...more } };
}

/** Waits until so many services are routed, or ready where KServe routes, and a portal calls nobody any more. */
export async function untilAtRest(clusters, cluster, services) {
  const deadline = Date.now() + LIMIT_MS;
  let last = await clusters.ask({ ask: 'counts', cluster });
  for (;;) {
    await delay(QUIET_MS);
    const now = await clusters.ask({ ask: 'counts', cluster });
    const isQuiet = now.calls.every(
      call => !/^(PATCH|POST|PUT|DELETE)/.test(call),
    );
    if (isQuiet && now.served === services) return now;
    if (Date.now() > deadline)
      throw new Error(
        `not at rest: ${last.served} of ${services} services, ${now.calls.length} calls`,
      );
    last = now;
  }
}
