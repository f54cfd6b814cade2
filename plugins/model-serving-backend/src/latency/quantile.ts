import { latencyBucketsMs } from '@greenroom/backstage-plugin-model-serving-common';

/**
 * A quantile of a sparse latency histogram in ms: linear within the bucket that holds it, as Prometheus does. Beyond the
 * last bound the last bound is the best that is known.
 *
 * @param q - 0…1
 * @returns undefined if nothing was counted
 */
export function quantile(
  histogram: Readonly<Record<number, number>>,
  q: number,
): number | undefined {
  const buckets = Object.entries(histogram)
    .map(([index, count]) => ({ index: Number(index), count }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => a.index - b.index);
  const total = buckets.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return undefined;
  const rank = q * total;
  let below = 0;
  for (const { index, count } of buckets) {
    if (below + count >= rank) {
      const last = latencyBucketsMs.length - 1;
      if (index > last) return latencyBucketsMs[last];
      const lower = index === 0 ? 0 : latencyBucketsMs[index - 1];
      const share = (rank - below) / count;
      return lower + (latencyBucketsMs[index] - lower) * share;
    }
    below += count;
  }
  return latencyBucketsMs[latencyBucketsMs.length - 1];
}
