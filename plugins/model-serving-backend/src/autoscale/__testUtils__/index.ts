import type { ComponentScale } from '../scaleSpecOf';

/** Five requests in flight a replica, of which 70 % are used, to zero and back. */
export const testSpec: ComponentScale = {
  metric: 'concurrency',
  aggregation: 'linear',
  target: 3.5,
  total: 5,
  stableWindowMs: 60_000,
  panicWindowMs: 6_000,
  panicThreshold: 2,
  maxScaleUpRate: 1000,
  maxScaleDownRate: 2,
  activationScale: 1,
  targetBurstCapacity: 211,
  minScale: 0,
  maxScale: 20,
  initialScale: 1,
  enableScaleToZero: true,
  graceMs: 30_000,
  retentionMs: 0,
  scaleDownDelayMs: 0,
};
