import type {
  DeploymentMetrics,
  MetricRange,
} from '@greenroom/backstage-plugin-model-serving-common';
import { rollUp, type Sample } from '../../store';
import { quantile } from '../../latency';
import { rateOver, shortPoints } from './measuredTime';
import { revisionMetrics } from './revisionMetrics';
import { PartSamples, RateOf, SeriesOf, trafficParts } from './trafficParts';

/** Length and resolution of the ranges, in seconds: 90 to 360 points each. */
export const metricRanges: Readonly<
  Record<MetricRange, { readonly seconds: number; readonly step: number }>
> = {
  '15m': { seconds: 900, step: 10 },
  '1h': { seconds: 3_600, step: 30 },
  '24h': { seconds: 86_400, step: 300 },
  '7d': { seconds: 604_800, step: 3_600 },
  '30d': { seconds: 2_592_000, step: 14_400 },
};

/** What a range draws that is asked for at `now`: whole steps, of which the last is not over yet. Ms since epoch. */
export function metricSpan(
  range: MetricRange,
  now: number,
): { readonly from: number; readonly to: number } {
  const { seconds, step } = metricRanges[range];
  const stepMs = step * 1000;
  const to = Math.ceil(now / stepMs) * stepMs;
  return { from: to - seconds * 1000, to };
}

type Value = (window: Sample) => number | undefined;

/** Requests of one class per second. */
type Answer = 'ok' | 'client' | 'server';

/**
 * Charts from samples. Every step of the range has a point; `null` where nothing was measured, which is not zero.
 *
 * @param options - `to`: end, ms since epoch; `absence`: why there is nothing, if there are no samples
 */
export function deploymentMetrics(options: {
  readonly samples: readonly Sample[];
  /** Of the whole that these samples are a part of; they are the whole if absent. */
  readonly whole?: readonly Sample[];
  readonly range: MetricRange;
  readonly to: number;
  readonly absence: string;
  readonly revisions?: readonly PartSamples[];
  readonly tags?: readonly PartSamples[];
  readonly tokens?: readonly PartSamples[];
  readonly refusals?: readonly PartSamples[];
}): DeploymentMetrics {
  const { samples, range, absence, revisions, tags, tokens, refusals } =
    options;
  const { seconds, step } = metricRanges[range];
  const stepMs = step * 1000;
  const { from } = metricSpan(range, options.to);
  const ends = Array.from(
    { length: seconds / step },
    (_, i) => from + (i + 1) * stepMs,
  );
  const windowsOf = (own: readonly Sample[]) =>
    new Map(rollUp(own, stepMs).map(window => [window.at, window]));
  const whole = windowsOf(options.whole ?? samples);
  const seriesOf: SeriesOf = (own, name, value) => {
    const windows = windowsOf(own);
    return {
      name,
      points: ends.map(end => {
        const window = windows.get(end);
        return [end, (window && value(window)) ?? null];
      }),
    };
  };
  const rateOf: RateOf = (own, name, count) => {
    const windows = windowsOf(own);
    return {
      name,
      points: ends.map(end => {
        const window = windows.get(end);
        const requests = window ? count(window) : 0;
        const measured = whole.get(end)?.seconds;
        return [end, rateOver(requests, measured, window?.seconds) ?? null];
      }),
    };
  };
  const charts = { seriesOf, rateOf };
  const series = (name: string, value: Value) => seriesOf(samples, name, value);
  const rate = (name: Answer) => rateOf(samples, name, window => window[name]);
  return {
    range,
    stepSeconds: step,
    shortPoints: shortPoints(whole, step),
    absence: samples.length === 0 ? absence : undefined,
    requests: [rate('ok'), rate('client'), rate('server')],
    latency: [
      series('p50', w => quantile(w.latency, 0.5)),
      series('p95', w => quantile(w.latency, 0.95)),
      series('p99', w => quantile(w.latency, 0.99)),
    ],
    errors: [series('ratio', errorRatio)],
    inflight: [series('inflight', w => w.inflight)],
    replicas: [
      series('desired', w => w.desired),
      series('ready', w => w.ready),
    ],
    cpu: [series('cpu', w => w.cpuCores)],
    memory: [series('memory', w => w.memoryBytes)],
    ...(revisions ? { revisions: revisionMetrics(revisions, charts) } : {}),
    ...(tags ? { tags: trafficParts(tags, charts) } : {}),
    ...(tokens ? { tokens: trafficParts(tokens, charts) } : {}),
    ...(refusals ? { refusals: trafficParts(refusals, charts) } : {}),
  };
}

/** Of no requests none failed, but none succeeded either: not measured. */
function errorRatio(window: Sample): number | undefined {
  const requests = window.ok + window.client + window.server;
  return requests > 0 ? window.server / requests : undefined;
}
