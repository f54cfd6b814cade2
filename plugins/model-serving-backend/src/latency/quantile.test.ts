import { latencyBucketsMs } from '@greenroom/backstage-plugin-model-serving-common';
import { quantile } from './quantile';

describe('quantile', () => {
  it.each([
    ['nothing was counted', {}, 0.5, undefined],
    ['all are in the first bucket', { 0: 4 }, 0.5, 0.0625],
    [
      'all are in one bucket, it is interpolated',
      { 24: 100 },
      1,
      latencyBucketsMs[24],
    ],
    [
      'they are in two buckets, the lower half is in the lower',
      { 8: 50, 32: 50 },
      0.5,
      latencyBucketsMs[8],
    ],
    [
      'they are longer than all bounds, the last bound is known',
      { 161: 10 },
      0.99,
      latencyBucketsMs[160],
    ],
  ])('when %s', (_, histogram, q, expected) => {
    const value = quantile(histogram, q);
    const rounded = value === undefined ? undefined : Number(value.toFixed(9));
    expect(rounded).toBe(
      expected === undefined ? undefined : Number(expected.toFixed(9)),
    );
  });

  it('is off by less than a bucket for any distribution', () => {
    const values = Array.from({ length: 1000 }, (_, i) => 1 + i * i * 0.01);
    const histogram: Record<number, number> = {};
    for (const value of values) {
      const bucket = latencyBucketsMs.findIndex(bound => value <= bound);
      histogram[bucket] = (histogram[bucket] ?? 0) + 1;
    }
    for (const q of [0.5, 0.95, 0.99]) {
      const exact = values[Math.ceil(q * values.length) - 1];
      expect(Math.abs(quantile(histogram, q)! - exact) / exact).toBeLessThan(
        0.1,
      );
    }
  });
});
