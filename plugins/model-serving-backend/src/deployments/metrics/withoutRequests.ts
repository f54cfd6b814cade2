import type {
  DeploymentMetrics,
  MetricSeries,
} from '@greenroom/backstage-plugin-model-serving-common';

/**
 * Charts of what runs where no gateway of ours sees the requests: its replicas are measured; of its requests every sample
 * says zero, which nobody counted.
 */
export function withoutRequests(
  metrics: DeploymentMetrics,
  absence: string,
): DeploymentMetrics {
  return {
    ...metrics,
    absence,
    requests: metrics.requests.map(unmeasured),
    latency: metrics.latency.map(unmeasured),
    errors: metrics.errors.map(unmeasured),
    inflight: metrics.inflight.map(unmeasured),
  };
}

function unmeasured(series: MetricSeries): MetricSeries {
  return { ...series, points: series.points.map(([at]) => [at, null]) };
}
