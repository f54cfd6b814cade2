import { Ledger } from './ledger';
import { namedKeys } from './namedKeys';
import { addDelta, noTraffic } from './trafficRecord';

describe('Ledger', () => {
  it('reports what changed, once', () => {
    const ledger = Ledger.create();
    const route = ledger.route('demo/iris');
    route.enter(0);
    route.finish(0, 'ok', 1, 10, 20);
    ledger.countUnrouted('RouteNotFound');
    const report = ledger.takeReport(0);
    expect(report?.routes['demo/iris']).toMatchObject({
      ok: 1,
      client: 0,
      server: 0,
      bytesIn: 10,
      bytesOut: 20,
      latencySumMs: 1,
      inflight: 0,
      latency: [24, 1],
    });
    expect(report?.unrouted).toEqual({ RouteNotFound: 1 });
    expect(ledger.takeReport(0)).toBeUndefined();
  });

  it('reports a gauge that changed without an answer', () => {
    const ledger = Ledger.create();
    ledger.revision('demo/iris-1').enter(0);
    expect(ledger.takeReport(0)?.revisions['demo/iris-1'].inflight).toBe(1);
    expect(ledger.takeReport(0)).toBeUndefined();
    ledger.revision('demo/iris-1').leave(0);
    expect(ledger.takeReport(0)?.revisions['demo/iris-1'].inflight).toBe(0);
  });

  it('forgets what is named no more, but never what is in flight', () => {
    const ledger = Ledger.create();
    const busy = ledger.route('busy');
    const idle = ledger.route('idle');
    busy.enter(0);
    ledger.prune(namedKeys());
    expect(ledger.route('busy')).toBe(busy);
    expect(ledger.route('idle')).not.toBe(idle);
  });

  it('adds up to what happened', () => {
    const ledger = Ledger.create();
    const record = ledger.route('r');
    let totals = noTraffic;
    for (const [outcome, ms] of [
      ['ok', 1],
      ['client', 2],
      ['server', 400_000],
    ] as const) {
      record.enter(0);
      record.finish(0, outcome, ms, 1, 2);
      totals = addDelta(totals, ledger.takeReport(0)!.routes.r, 0);
    }
    expect(totals).toMatchObject({
      ok: 1,
      client: 1,
      server: 1,
      bytesIn: 3,
      bytesOut: 6,
      latencySumMs: 400_003,
    });
    expect(totals.latency.reduce((a, b) => a + b)).toBe(3);
    expect(totals.latency.at(-1)).toBe(1);
  });
});
