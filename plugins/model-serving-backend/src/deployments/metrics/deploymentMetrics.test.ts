import { latencyBucketsMs } from '@greenroom/backstage-plugin-model-serving-common';
import type { Sample } from '../../store';
import { deploymentMetrics } from './deploymentMetrics';
import { quantile } from '../../store';

const NOW = Date.UTC(2026, 10, 21, 12);

function sample(at: number, more: Partial<Sample> = {}): Sample {
  return {
    uid: 'u',
    at,
    seconds: 10,
    ok: 90,
    client: 5,
    server: 5,
    latencySumMs: 0,
    latency: { 24: 100 },
    inflight: 3,
    desired: 2,
    ready: 1,
    ...more,
  };
}

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

describe('deploymentMetrics', () => {
  const charts = (samples: Sample[], range: '15m' | '24h' = '15m') =>
    deploymentMetrics({ samples, range, to: NOW, absence: 'because' });
  const last = (series: {
    points: readonly (readonly [number, number | null])[];
  }) => series.points[series.points.length - 1];

  it('has a point for every step, null where nothing was measured', () => {
    const { requests, stepSeconds, absence } = charts([sample(NOW)]);
    expect(stepSeconds).toBe(10);
    expect(requests.map(({ name }) => name)).toEqual([
      'ok',
      'client',
      'server',
    ]);
    expect(requests[0].points).toHaveLength(90);
    expect(requests[0].points[0]).toEqual([NOW - 890_000, null]);
    expect(last(requests[0])).toEqual([NOW, 9]);
    expect(absence).toBeUndefined();
  });

  it('measures zero as zero, but no error ratio of no requests', () => {
    const idle = charts([
      sample(NOW, { ok: 0, client: 0, server: 0, latency: {} }),
    ]);
    expect(last(idle.requests[0])).toEqual([NOW, 0]);
    expect(last(idle.errors[0])).toEqual([NOW, null]);
    expect(last(idle.latency[2])).toEqual([NOW, null]);
    expect(last(idle.cpu[0])).toEqual([NOW, null]);
  });

  it('explains why there is nothing', () => {
    expect(charts([])).toMatchObject({ absence: 'because' });
  });

  it('joins samples of a step: rates over their time, gauges averaged', () => {
    const joined = charts(
      [sample(NOW), sample(NOW - 10_000, { ok: 0, inflight: 1, cpuCores: 2 })],
      '24h',
    );
    expect(last(joined.requests[0])).toEqual([NOW, 4.5]);
    expect(last(joined.errors[0])[1]).toBeCloseTo(10 / 110);
    expect(last(joined.inflight[0])).toEqual([NOW, 2]);
    expect(last(joined.cpu[0])).toEqual([NOW, 2]);
    expect(last(joined.replicas[1])).toEqual([NOW, 1]);
  });
});
