import type { Sample } from '../types';

/**
 * Merges samples of one deployment into windows of `windowMs` that end at multiples of it.
 *
 * Counts and histograms add up, so that rates and quantiles over any number of windows stay exact; gauges (in flight,
 * replicas, CPU, memory) become averages weighted by the time they cover.
 *
 * @returns in time order; a window without a sample is left out.
 */
export function rollUp(
  samples: readonly Sample[],
  windowMs: number,
): readonly Sample[] {
  const windows = new Map<number, Sample[]>();
  for (const sample of samples) {
    const end = Math.ceil(sample.at / windowMs) * windowMs;
    const window = windows.get(end);
    if (window) window.push(sample);
    else windows.set(end, [sample]);
  }
  return [...windows]
    .sort(([a], [b]) => a - b)
    .map(([end, window]) => ({ ...merge(window), at: end }));
}

function merge(samples: readonly Sample[]): Sample {
  const sum = (value: (sample: Sample) => number) =>
    samples.reduce((total, sample) => total + value(sample), 0);
  const average = (value: (sample: Sample) => number | undefined) => {
    const measured = samples.filter(sample => value(sample) !== undefined);
    const seconds = measured.reduce((total, { seconds: s }) => total + s, 0);
    if (seconds === 0) return undefined;
    return (
      measured.reduce((total, s) => total + (value(s) ?? 0) * s.seconds, 0) /
      seconds
    );
  };
  return {
    uid: samples[0].uid,
    at: samples[0].at,
    seconds: sum(s => s.seconds),
    ok: sum(s => s.ok),
    client: sum(s => s.client),
    server: sum(s => s.server),
    latencySumMs: sum(s => s.latencySumMs),
    latency: mergeHistograms(samples.map(s => s.latency)),
    inflight: average(s => s.inflight) ?? 0,
    desired: average(s => s.desired) ?? 0,
    ready: average(s => s.ready) ?? 0,
    cpuCores: average(s => s.cpuCores),
    memoryBytes: average(s => s.memoryBytes),
  };
}

/** Sum of sparse histograms: bucket index → count. */
export function mergeHistograms(
  histograms: readonly Readonly<Record<number, number>>[],
): Readonly<Record<number, number>> {
  const merged: Record<number, number> = {};
  for (const histogram of histograms) {
    for (const [bucket, count] of Object.entries(histogram)) {
      merged[Number(bucket)] = (merged[Number(bucket)] ?? 0) + count;
    }
  }
  return merged;
}
