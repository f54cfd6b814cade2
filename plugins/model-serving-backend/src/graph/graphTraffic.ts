import type {
  GraphMetrics,
  GraphTraffic,
  MetricRange,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  deploymentMetrics,
  metricRanges,
  metricSpan,
} from '../deployments/metrics';
import { mergeHistograms, type Sample, type SampleStore } from '../store';
import { quantile } from '../latency';
import { stepUid } from './GraphRoutes';

/** What counts as now, in seconds. */
const RECENT_SECONDS = 60;

type Samples = Pick<SampleStore, 'query'>;

/** What passed in some time; undefined: nothing did. */
export function trafficOf(
  samples: readonly Sample[],
  seconds: number,
): (GraphTraffic & { readonly requests: number }) | undefined {
  let requests = 0;
  let errors = 0;
  for (const { ok, client, server } of samples) {
    requests += ok + client + server;
    errors += server;
  }
  if (requests === 0) return undefined;
  const latency = mergeHistograms(samples.map(sample => sample.latency));
  return {
    requests,
    requestsPerSecond: requests / seconds,
    errorRatio: errors / requests,
    p50Ms: quantile(latency, 0.5),
    p95Ms: quantile(latency, 0.95),
  };
}

/** What passes now, of a graph or, with an id, of one of its steps. */
export async function recentTraffic(
  samples: Samples,
  uid: string,
  now: number,
): Promise<GraphTraffic | undefined> {
  const found = trafficOf(
    await samples.query(uid, now - RECENT_SECONDS * 1000, now),
    RECENT_SECONDS,
  );
  if (!found) return undefined;
  const { requests: _, ...traffic } = found;
  return traffic;
}

/** Charts of a graph and of its steps for the time up to `to`, ms since epoch. */
export async function graphMetrics(options: {
  readonly samples: Samples;
  readonly uid: string;
  readonly steps: readonly string[];
  readonly range: MetricRange;
  readonly to: number;
  readonly absence: string;
}): Promise<GraphMetrics> {
  const { samples, uid, steps, range, to, absence } = options;
  const { seconds } = metricRanges[range];
  // As many are counted as are drawn
  const { from } = metricSpan(range, to);
  const all = await samples.query(uid, from, to);
  const whole = deploymentMetrics({
    samples: all,
    range,
    to,
    absence,
  });
  const { requests, latency, errors, inflight } = whole;
  return {
    range,
    stepSeconds: whole.stepSeconds,
    shortPoints: whole.shortPoints,
    absence: whole.absence,
    requests,
    latency,
    errors,
    inflight,
    steps: await Promise.all(
      steps.map(async id => {
        const own = await samples.query(stepUid(uid, id), from, to);
        const charts = deploymentMetrics({
          samples: own,
          whole: all,
          range,
          to,
          absence,
        });
        return {
          id,
          total: trafficOf(own, seconds),
          requests: charts.requests,
          latency: charts.latency,
          errors: charts.errors,
        };
      }),
    ),
  };
}
