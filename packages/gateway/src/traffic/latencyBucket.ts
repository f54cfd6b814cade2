import { latencyBucketsMs } from '@greenroom/backstage-plugin-model-serving-common';

/** Number of counters of a histogram: one per bound, and one for what is longer. */
export const latencyBucketCount = latencyBucketsMs.length + 1;

/** Index of the first bound that `ms` does not exceed; the last index if it exceeds all. */
export function latencyBucket(ms: number): number {
  if (!(ms > latencyBucketsMs[0])) return 0;
  let index = Math.ceil(8 * Math.log2(ms / latencyBucketsMs[0]));
  if (index >= latencyBucketCount) return latencyBucketCount - 1;
  // The logarithm may be off by one at a bound.
  if (ms <= latencyBucketsMs[index - 1]) index--;
  else if (ms > latencyBucketsMs[index]) index++;
  return index;
}
