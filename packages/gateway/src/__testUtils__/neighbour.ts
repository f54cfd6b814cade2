import { GatewaySnapshot } from '@greenroom/backstage-plugin-model-serving-common';

/** Host of the service that {@link withNeighbour} adds. */
export const neighbourHost = 'other.demo';

/**
 * A snapshot with one more service, which shares nothing with the others: what goes wrong with them must not reach it.
 * @param port - of its replica
 */
export function withNeighbour(
  snapshot: GatewaySnapshot,
  port: number,
): GatewaySnapshot {
  return {
    ...snapshot,
    routes: [
      ...snapshot.routes,
      {
        id: 'demo/other',
        hosts: [neighbourHost],
        targets: [{ revision: 'demo/other-1', weight: 1 }],
        // What is silent beside a fault is not what is tested, however late the clock is made.
        timeoutMs: 86_400_000,
      },
    ],
    revisions: {
      ...snapshot.revisions,
      'demo/other-1': { replicas: [{ id: 'o', host: '127.0.0.1', port }] },
    },
  };
}
