import type { DeploymentMetrics } from '@greenroom/backstage-plugin-model-serving-common';
import { withoutRequests } from './withoutRequests';

const series = (name: string) => [{ name, points: [[1_000, 0] as const] }];
const metrics: DeploymentMetrics = {
  range: '1h',
  stepSeconds: 30,
  requests: series('ok'),
  latency: series('p50'),
  errors: series('ratio'),
  inflight: series('inflight'),
  replicas: series('ready'),
  cpu: series('cpu'),
  memory: series('memory'),
};

it('leaves what is measured of replicas, and says why there is nothing of requests', () => {
  const gap = (name: string) => [{ name, points: [[1_000, null]] }];
  expect(withoutRequests(metrics, 'it routes by itself')).toEqual({
    ...metrics,
    absence: 'it routes by itself',
    requests: gap('ok'),
    latency: gap('p50'),
    errors: gap('ratio'),
    inflight: gap('inflight'),
  });
});
