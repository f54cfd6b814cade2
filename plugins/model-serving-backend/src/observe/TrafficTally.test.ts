import type { TrafficCounters } from '@greenroom/backstage-plugin-model-serving-common';
import { sampleOf } from './sampleOf';
import { TrafficTally } from './TrafficTally';

const START = Date.parse('2026-01-01T00:00:00Z');
const BEFORE = '2025-12-31T23:00:00Z';
const AFTER = '2026-01-01T00:00:05Z';

function counters(
  routes: Record<string, Partial<TrafficCounters>>,
): Record<string, TrafficCounters> {
  const full = Object.entries(routes).map(([id, change]) => [
    id,
    {
      ok: 0,
      client: 0,
      server: 0,
      bytesIn: 0,
      bytesOut: 0,
      inflight: 0,
      latencySumMs: 0,
      latency: [],
      ...change,
    },
  ]);
  return Object.fromEntries(full);
}

describe('TrafficTally', () => {
  it('tells what happened since the last look', () => {
    const tally = new TrafficTally(START);
    tally.connected('g', AFTER);
    tally.add(
      'g',
      counters({ iris: { ok: 3, latencySumMs: 30, latency: [1, 2, 0] } }),
    );
    tally.add(
      'g',
      counters({
        iris: {
          ok: 5,
          server: 1,
          latencySumMs: 60,
          latency: [1, 4, 1],
          inflight: 2,
        },
      }),
    );
    expect(tally.take().get('iris')).toEqual({
      ok: 5,
      client: 0,
      server: 1,
      latencySumMs: 60,
      latency: { 0: 1, 1: 4, 2: 1 },
      inflight: 2,
    });
    tally.add(
      'g',
      counters({
        iris: { ok: 6, server: 1, latencySumMs: 65, latency: [2, 4, 1] },
      }),
    );
    expect(tally.take().get('iris')).toEqual({
      ok: 1,
      client: 0,
      server: 0,
      latencySumMs: 5,
      latency: { 0: 1 },
      inflight: 0,
    });
    expect(tally.take().size).toBe(0);
  });

  it('does not claim as new what a gateway counted before', () => {
    const tally = new TrafficTally(START);
    tally.connected('g', BEFORE);
    tally.add('g', counters({ iris: { ok: 1000, latency: [1000] } }));
    expect(tally.take().size).toBe(0);
    tally.add(
      'g',
      counters({
        iris: { ok: 1001, latency: [1001] },
        fresh: { ok: 2, latency: [2] },
      }),
    );
    const deltas = tally.take();
    expect([deltas.get('iris')?.ok, deltas.get('fresh')?.ok]).toEqual([1, 2]);
  });

  it('catches up with a gateway that was out of sight', () => {
    const tally = new TrafficTally(START);
    tally.connected('g', BEFORE);
    tally.add('g', counters({ iris: { ok: 10 } }));
    tally.connected('g', BEFORE);
    tally.add('g', counters({ iris: { ok: 14 } }));
    expect(tally.take().get('iris')?.ok).toBe(4);
  });

  it('counts a restarted gateway from zero', () => {
    const tally = new TrafficTally(START);
    tally.connected('g', BEFORE);
    tally.add('g', counters({ iris: { ok: 10 } }));
    tally.connected('g', AFTER);
    tally.add('g', counters({ iris: { ok: 3 } }));
    expect(tally.take().get('iris')?.ok).toBe(3);
  });

  it('adds up gateways, and shows requests in flight while none ends', () => {
    const tally = new TrafficTally(START);
    for (const gateway of ['g', 'h']) {
      tally.connected(gateway, AFTER);
      tally.add(
        gateway,
        counters({ iris: { ok: 2, inflight: 1 }, slow: { inflight: 1 } }),
      );
    }
    const deltas = tally.take();
    expect(deltas.get('iris')).toMatchObject({ ok: 4, inflight: 2 });
    expect(deltas.get('slow')).toMatchObject({ ok: 0, inflight: 2 });
    expect(tally.take().get('slow')).toMatchObject({ inflight: 2 });
  });
});

describe('sampleOf', () => {
  const revision = (
    cpuCores?: number,
    state: 'ready' | 'starting' = 'ready',
  ) => ({
    key: 'k',
    desired: 1,
    fetch: { state: 'fetched' as const },
    replicas: [
      {
        id: 'a',
        state,
        restarts: 0,
        ...(cpuCores === undefined ? {} : { cpuCores, memoryBytes: 100 }),
      },
    ],
    observedAt: '',
  });

  it('adds up replicas of all revisions', () => {
    expect(
      sampleOf({
        uid: 'u',
        at: 1,
        seconds: 10,
        revisions: [revision(0.5), revision(0.25, 'starting')],
      }),
    ).toMatchObject({
      desired: 2,
      ready: 1,
      cpuCores: 0.75,
      memoryBytes: 200,
    });
  });

  it('leaves out what nobody measured', () => {
    const sample = sampleOf({
      uid: 'u',
      at: 1,
      seconds: 10,
      revisions: [revision()],
    });
    expect('cpuCores' in sample || 'memoryBytes' in sample).toBe(false);
  });
});
