import { latencyBucketsMs } from '@greenroom/backstage-plugin-model-serving-common';
import type { Sample } from '../../store';
import { deploymentMetrics } from './deploymentMetrics';

const NOW = Date.UTC(2026, 10, 21, 12);

function sample(at: number, ok: number, server = 0): Sample {
  return {
    uid: 'u/iris-predictor-00001',
    at,
    seconds: 10,
    ok,
    client: 1,
    server,
    latencySumMs: 0,
    latency: { 24: ok },
    inflight: 0,
    desired: 1,
    ready: 1,
  };
}

const revisionsOf = (byRevision: Record<string, readonly Sample[]>) =>
  deploymentMetrics({
    samples: [],
    range: '15m',
    to: NOW,
    absence: '',
    revisions: Object.entries(byRevision).map(([name, samples]) => ({
      name,
      samples,
    })),
  }).revisions!;

describe('metrics by revision', () => {
  it('adds up classes and merges latencies, the busiest first', () => {
    const revisions = revisionsOf({
      'iris-predictor-00001': [sample(NOW - 10_000, 9), sample(NOW, 10)],
      'iris-predictor-00002': [sample(NOW, 99, 3)],
    });
    expect(revisions).toMatchObject([
      { revision: 'iris-predictor-00002', ok: 99, client: 1, server: 3 },
      { revision: 'iris-predictor-00001', ok: 19, client: 2, server: 0 },
    ]);
    expect(revisions[0].p95).toBeLessThanOrEqual(latencyBucketsMs[24]);
    expect(revisions[0].requests.points.at(-1)).toEqual([NOW, 10.3]);
    expect(
      revisions[0].answers?.map(({ name, points }) => [name, points.at(-1)]),
    ).toEqual([
      ['ok', [NOW, 9.9]],
      ['client', [NOW, 0.1]],
      ['server', [NOW, 0.3]],
    ]);
    expect(revisions[1].requests.points.at(-2)).toEqual([NOW - 10_000, 1]);
    expect(revisions[0].requests.points.at(-2)?.[1]).toBeNull();
  });

  it('has the same rate for one request as the whole beside it, and zero where only others were asked', () => {
    const quiet = (at: number) => ({ ...sample(at, 0), client: 0 });
    const one = { ...quiet(NOW), ok: 1, latency: { 24: 1 } };
    const { requests, revisions = [] } = deploymentMetrics({
      samples: [
        ...[50, 40, 30, 20, 10].map(ago => quiet(NOW - ago * 1000)),
        one,
      ],
      range: '1h',
      to: NOW,
      absence: '',
      revisions: [{ name: 'iris-predictor-00001', samples: [one] }],
    });
    const [ok] = requests;
    expect(ok.points.slice(-3).map(([, value]) => value)).toEqual([
      null,
      0,
      1 / 30,
    ]);
    expect(revisions[0].requests.points).toEqual(ok.points);
    expect(revisions[0].answers?.[0].points).toEqual(ok.points);
    // Of no request there is no latency
    expect(
      revisions[0].latency.points.slice(-3).map(([, value]) => value),
    ).toEqual([null, null, expect.any(Number)]);
  });

  it('leaves out what had no requests, and all but the ten busiest', () => {
    const many = Object.fromEntries(
      Array.from({ length: 14 }, (_, i) => [`r-${i}`, [sample(NOW, i + 1)]]),
    );
    const idle = { ...sample(NOW, 0), client: 0 };
    const revisions = revisionsOf({ ...many, idle: [idle] });
    expect(revisions.map(({ revision }) => revision)).toEqual(
      [13, 12, 11, 10, 9, 8, 7, 6, 5, 4].map(i => `r-${i}`),
    );
    expect(revisions.filter(({ answers }) => answers)).toHaveLength(5);
  });

  it('says nothing where they are not told apart', () => {
    const { revisions } = deploymentMetrics({
      samples: [],
      range: '1h',
      to: NOW,
      absence: '',
    });
    expect(revisions).toBeUndefined();
  });
});
