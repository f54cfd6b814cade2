import type { Sample } from '../../store';
import {
  deploymentMetrics,
  metricRanges,
  metricSpan,
} from './deploymentMetrics';

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

  it.each(Object.keys(metricRanges) as (keyof typeof metricRanges)[])(
    'draws all of %s that is read for it, and no more',
    range => {
      const now = NOW + 12_345;
      const { from, to } = metricSpan(range, now);
      const { points } = deploymentMetrics({
        samples: [],
        range,
        to: now,
        absence: '',
      }).requests[0];
      const stepMs = metricRanges[range].step * 1000;
      expect(points[0][0]).toBe(from + stepMs);
      expect(points[points.length - 1][0]).toBe(to);
      expect(to).toBeGreaterThanOrEqual(now);
      expect(to - now).toBeLessThan(stepMs);
    },
  );

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
    expect(joined.shortPoints).toEqual([[NOW, 20]]);
  });
});
