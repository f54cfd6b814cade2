import { namedKeys, TrafficDelta } from '../traffic';
import { TrafficTotals } from './trafficTotals';

const delta = (ok: number, inflight: number): TrafficDelta => ({
  ok,
  client: 0,
  server: 0,
  bytesIn: 0,
  bytesOut: 0,
  latencySumMs: ok,
  inflight,
  arrivals: ok,
  inflightMs: inflight * 1_000,
  latency: ok > 0 ? [3, ok] : [],
});

const report = (ok: number, inflight: number) => ({
  routes: { r: delta(ok, inflight) },
  revisions: {},
  steps: { s: delta(ok, inflight) },
  tags: { 'r#latest': delta(ok, inflight) },
  tokens: { t: { ok, client: 0, server: 0, refused: 1 } },
  refusals: { r: { NoToken: { client: 1, server: 0 } } },
  unrouted: { RouteNotFound: 1 },
  tallies: {},
});

describe('TrafficTotals', () => {
  it('adds up what workers report', () => {
    const totals = new TrafficTotals();
    totals.add(0, report(2, 1));
    totals.add(1, report(3, 4));
    totals.add(0, report(5, 0));
    expect(totals.all().routes.r).toMatchObject({ ok: 10, inflight: 4 });
    expect(totals.all().routes.r.latency[3]).toBe(10);
    expect(totals.all().graphSteps.s).toMatchObject({ ok: 10 });
    expect(totals.all().tags['r#latest']).toMatchObject({ ok: 10 });
    expect(totals.all().tokens.t).toMatchObject({ ok: 10, refused: 3 });
    expect(totals.all().refusals).toEqual({
      r: { NoToken: { client: 3, server: 0 } },
    });
    expect(totals.unrouted.get('RouteNotFound')).toBe(3);
  });

  it('takes back what a dead worker had in flight, and nothing it counted', () => {
    const totals = new TrafficTotals();
    totals.add(0, report(2, 7));
    totals.add(1, report(1, 1));
    totals.takeChanged();
    totals.workerGone(0);
    expect(totals.takeChanged().routes.r).toMatchObject({ ok: 3, inflight: 1 });
  });

  it('tells only what changed', () => {
    const totals = new TrafficTotals();
    totals.add(0, report(1, 0));
    expect(Object.keys(totals.takeChanged().routes)).toEqual(['r']);
    expect(totals.takeChanged()).toEqual({
      routes: {},
      revisions: {},
      graphSteps: {},
      tags: {},
      tokens: {},
      refusals: {},
    });
  });

  it('forgets what is named no more, but not what is in flight', () => {
    const totals = new TrafficTotals();
    totals.add(0, report(1, 1));
    totals.prune(namedKeys());
    expect(totals.all().routes.r.ok).toBe(1);
    totals.add(0, report(0, 0));
    totals.prune(namedKeys());
    expect(totals.all().routes).toEqual({});
    expect(totals.takeChanged()).toEqual({
      routes: {},
      revisions: {},
      graphSteps: {},
      tags: {},
      tokens: {},
      refusals: {},
    });
  });
});
