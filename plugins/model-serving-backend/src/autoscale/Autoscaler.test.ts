import { mockServices } from '@backstage/backend-test-utils';
import type {
  GatewayEvent,
  TrafficCounters,
} from '@greenroom/backstage-plugin-model-serving-common';
import { FakeClock } from '../testing';
import { defaultScalingBehavior } from '@greenroom/backstage-plugin-model-serving-common';
import { Autoscaler } from './Autoscaler';
import { explainScale } from './explainScale';
import { ScaleRecord } from './ScaleRecord';
import { testSpec as spec } from './__testUtils__';
import type { ComponentScale } from './scaleSpecOf';
import { scaleStep } from './scaleStep';
import { UsageRecord, UsageReplica, UsageScale, usageStep } from './usage';

const ref = { cluster: 'local', namespace: 'demo', name: 'iris' };
const KEY = 'demo/iris-predictor-00001';

const requests = { cpu: 1 };
const usage: UsageScale = {
  kind: 'usage',
  metrics: [{ resource: 'cpu', utilization: 50 }],
  minScale: 1,
  maxScale: 6,
  behavior: defaultScalingBehavior,
};

/** An autoscaler with a cluster whose replicas are there as soon as they are wanted, and a gateway that says what it counts. */
function setup(
  start: {
    told?: number;
    isInitialized?: boolean;
    concurrencyLimit?: number;
  } = {},
  wish: Partial<ComponentScale> = {},
) {
  const clock = new FakeClock();
  const changes: string[] = [];
  const decisions: ScaleRecord[] = [];
  const usageDecisions: UsageRecord[] = [];
  const world = {
    ready: start.told ?? 0,
    isHeld: true,
    mayAct: true,
    usage: [] as UsageReplica[],
  };
  let inflightMs = 0;
  let arrivals = 0;
  const autoscaler = new Autoscaler({
    cluster: () => ({
      ready: () => world.ready,
      isHeld: () => world.isHeld,
      usage: () => world.usage,
    }),
    onChange: ({ name }) => changes.push(name),
    recorder: {
      note: ({ record }) => {
        if (record.kind === 'usage') usageDecisions.push(record);
        else decisions.push(record);
      },
      forget: () => {},
    },
    mayAct: () => world.mayAct,
    clock,
    logger: mockServices.logger.mock(),
  });
  const pass = (change: Partial<ComponentScale> = {}) =>
    autoscaler
      .scale({ ref, uid: 'uid' }, [
        {
          key: KEY,
          isInitialized: true,
          ...start,
          requests,
          spec: { ...spec, ...wish, ...change },
        },
      ])
      .get(KEY)!;
  const passByUsage = () =>
    autoscaler
      .scale({ ref, uid: 'uid' }, [
        { key: KEY, isInitialized: true, ...start, requests, spec: usage },
      ])
      .get(KEY)!;
  const wanted = () => pass();
  const say = (event: GatewayEvent) =>
    autoscaler.onGatewayEvent('local', 'g1', event);
  const hello = (startedAt = new Date(clock.now()).toISOString()) =>
    say({
      type: 'hello',
      instance: 'i',
      startedAt,
      version: 1,
      epoch: 'e',
      port: 1,
      metricsPort: 2,
    });
  const counters = (inflight: number, change: Partial<TrafficCounters> = {}) =>
    say({
      type: 'counters',
      at: '',
      routes: {},
      revisions: {
        [KEY]: {
          ok: 0,
          client: 0,
          server: 0,
          bytesIn: 0,
          bytesOut: 0,
          latencySumMs: 0,
          latency: [],
          inflight,
          arrivals,
          inflightMs,
          ...change,
        },
      },
    });
  const silence = () =>
    say({ type: 'counters', at: '', routes: {}, revisions: {} });
  /** Seconds in which so many requests are in flight; replicas follow the wish. */
  const load = async (
    seconds: number,
    concurrency: number,
    inflight = concurrency,
  ) => {
    for (let i = 0; i < seconds; i++) {
      await clock.advance(1_000);
      inflightMs += concurrency * 1_000;
      arrivals += concurrency;
      if (inflight > 0) counters(inflight);
      else if (i === 0) counters(0);
      else silence();
      world.ready = wanted();
    }
  };
  const last = () => autoscaler.records('local', KEY)!.at(-1)!;
  return {
    autoscaler,
    passByUsage,
    usageDecisions,
    clock,
    changes,
    decisions,
    world,
    pass,
    wanted,
    say,
    hello,
    counters,
    load,
    last,
  };
}

describe('Autoscaler', () => {
  it('wakes a revision at once, and starts as many as a burst needs before two seconds are over', async () => {
    const { autoscaler, hello, say, counters, wanted, load, last, changes } =
      setup({ told: 0 });
    autoscaler.start();
    hello();
    counters(0);
    await load(3, 0);
    expect(wanted()).toBe(0);
    say({ type: 'activate', revision: KEY, waiting: 1 });
    expect(wanted()).toBe(1);
    expect(changes).toEqual(['iris']);
    await load(1, 50);
    expect(wanted()).toBeGreaterThanOrEqual(10);
    expect(explainScale(last())).toMatch(
      /^15 replicas: 50 concurrent requests over 6 s \/ target 3.5 \(70 % of 5\)/,
    );
    autoscaler.stop();
  });

  it('goes to none only after a window, a grace, and never under a request', async () => {
    const { autoscaler, hello, counters, load, wanted, last, pass } = setup({
      told: 1,
    });
    autoscaler.start();
    pass();
    hello();
    counters(0);
    await load(58, 0);
    expect(wanted()).toBe(1);
    await load(6, 0);
    expect(last()).toMatchObject({ activity: 'inactive', replicas: 1 });
    expect(explainScale(last())).toContain('after the grace');
    await load(20, 0);
    expect(wanted()).toBe(1);
    // One that came in the last moment, too short to be seen in an average
    await load(20, 0, 1);
    expect(wanted()).toBe(1);
    await load(2, 0);
    expect(wanted()).toBe(0);
    autoscaler.stop();
  });

  it('does not end the last replica while nobody confirmed to hold requests', async () => {
    const { autoscaler, hello, counters, load, wanted, world, pass } = setup({
      told: 1,
    });
    world.isHeld = false;
    autoscaler.start();
    pass();
    hello();
    counters(0);
    await load(200, 0);
    expect(wanted()).toBe(1);
    world.isHeld = true;
    await load(34, 0);
    expect(wanted()).toBe(0);
    autoscaler.stop();
  });

  it('keeps the scale that it takes over for a window', async () => {
    const { autoscaler, hello, counters, load, wanted, pass } = setup({
      told: 6,
    });
    autoscaler.start();
    expect(pass()).toBe(6);
    hello('2020-01-01T00:00:00.000Z');
    counters(0);
    await load(58, 0);
    expect(wanted()).toBe(6);
    await load(10, 0);
    expect(wanted()).toBeLessThan(6);
    autoscaler.stop();
  });

  it('goes on from what another process decided: neither panics nor forgets, and follows what it measures', async () => {
    const other = setup({ told: 1 });
    other.autoscaler.start();
    other.pass();
    other.hello();
    other.counters(0);
    await other.load(140, 20);
    expect(other.last().after).not.toHaveProperty('panicSince');
    const replicas = other.wanted();
    expect(replicas).toBe(6);
    other.autoscaler.stop();

    const { autoscaler, clock, world, pass, hello, counters, load, last } =
      setup({ told: replicas });
    await clock.advance(150_000);
    autoscaler.restore([{ uid: 'uid', revision: KEY, record: other.last() }]);
    autoscaler.start();
    // Its gateways are not heard yet
    expect(pass()).toBe(replicas);
    await clock.advance(120_000);
    expect(last()).toMatchObject({ replicas, stable: 20 });
    expect(last().after).not.toHaveProperty('panicSince');
    hello('2020-01-01T00:00:00.000Z');
    counters(20);
    await load(30, 20);
    expect(last()).toMatchObject({ replicas, stable: 20, panic: 20 });
    // No panic holds what is not needed any more
    await load(40, 4);
    expect(pass()).toBeLessThan(replicas);
    expect(world.ready).toBeGreaterThan(0);
    autoscaler.stop();
  });

  it('keeps what a service was told to have, though its replicas are not seen yet', async () => {
    const { autoscaler, hello, counters, load, wanted, pass, world } = setup({
      told: 6,
    });
    world.ready = 0;
    autoscaler.start();
    expect(pass()).toBe(6);
    hello('2020-01-01T00:00:00.000Z');
    counters(0);
    await load(58, 1);
    expect(wanted()).toBe(6);
    autoscaler.stop();
  });

  it('decides the same again from what was recorded, through a whole life', async () => {
    const { autoscaler, hello, counters, load, pass, decisions } = setup({
      told: 0,
    });
    autoscaler.start();
    pass({ scaleDownDelayMs: 20_000 });
    hello();
    counters(0);
    await load(4, 40);
    await load(30, 12);
    pass({ scaleDownDelayMs: 20_000, maxScale: 4 });
    await load(70, 1);
    await load(120, 0);
    expect(
      new Set(decisions.map(({ replicas }) => replicas)).size,
    ).toBeGreaterThan(4);
    expect(decisions.some(({ panicUntil }) => panicUntil !== undefined)).toBe(
      true,
    );
    expect(decisions.at(-1)).toMatchObject({ replicas: 0 });
    for (const decision of decisions) {
      // As it comes back from a database
      const kept: ScaleRecord = JSON.parse(JSON.stringify(decision));
      const { at, spec: wish, ready, inflight, isHeld, before } = kept;
      const { stable, panic, delayed } = kept;
      const inputs = { at, spec: wish, ready, inflight, isHeld, before };
      expect(
        scaleStep({
          ...inputs,
          ...(stable === undefined ? {} : { stable }),
          ...(panic === undefined ? {} : { panic }),
          ...(delayed === undefined ? {} : { delayed }),
        }),
      ).toEqual(kept);
    }
  });

  it('learns of those who wait from the first word of a gateway', async () => {
    const { autoscaler, hello, counters, wanted, pass } = setup({ told: 0 });
    pass();
    hello('2020-01-01T00:00:00.000Z');
    counters(4, { inflightMs: 9e9, arrivals: 1e6 });
    expect(wanted()).toBe(2);
    autoscaler.stop();
  });

  it('decides nothing without measurements, or without the right to', async () => {
    const { autoscaler, load, wanted, world, pass, clock, say } = setup({
      told: 3,
    });
    autoscaler.start();
    pass();
    await clock.advance(300_000);
    expect(wanted()).toBe(3);
    world.mayAct = false;
    await load(10, 100);
    say({ type: 'activate', revision: KEY, waiting: 1 });
    expect(wanted()).toBe(3);
    autoscaler.stop();
  });

  it('tells once that the maximum holds requests up, and that it does no more', async () => {
    const { autoscaler, hello, counters, load, changes, pass } = setup(
      { told: 2, concurrencyLimit: 5 },
      { maxScale: 2 },
    );
    autoscaler.start();
    pass();
    const ceiling = () => autoscaler.ceiling('local', KEY);
    hello();
    counters(0);
    // As many as they take: nobody waits
    await load(20, 10);
    expect(ceiling()).toBeUndefined();
    await load(20, 40);
    expect(ceiling()).toMatchObject({ wanted: 12, max: 2 });
    expect(changes).toEqual(['iris']);
    // Another maximum is another matter
    pass({ maxScale: 9 });
    expect(ceiling()).toBeUndefined();
    await load(20, 40);
    expect(ceiling()).toBeDefined();
    await load(40, 1);
    expect(ceiling()).toBeUndefined();
    autoscaler.stop();
  });

  it('scales by what replicas use, keeps what it saw, and would decide the same again', async () => {
    const { autoscaler, clock, world, passByUsage, usageDecisions, changes } =
      setup({ told: 2 });
    expect(passByUsage()).toBe(2);
    const using = (cpu: number) => {
      world.usage = Array.from({ length: passByUsage() }, () => ({
        state: 'ready' as const,
        startedAt: clock.now() - 600_000,
        readyChangedAt: clock.now() - 590_000,
        measuredAt: clock.now(),
        cpu,
      }));
    };
    autoscaler.start();
    using(1);
    await clock.advance(16_000);
    expect(passByUsage()).toBe(4);
    // What requests tell means nothing to it
    autoscaler.onGatewayEvent('local', 'g1', {
      type: 'activate',
      revision: KEY,
      waiting: 9,
    });
    expect(passByUsage()).toBe(4);
    // For less it waits a whole window
    for (let i = 0; i < 18; i++) {
      using(0.1);
      await clock.advance(16_000);
      expect(passByUsage()).toBe(4);
    }
    for (let i = 0; i < 4; i++) {
      using(0.1);
      await clock.advance(16_000);
    }
    expect(passByUsage()).toBe(1);
    expect(changes.length).toBeGreaterThan(1);
    expect(usageDecisions.map(record => explainScale(record))).toContain(
      '4 replicas: cpu 100 % of what replicas ask for / target 50 %',
    );
    for (const decision of usageDecisions) {
      const kept: UsageRecord = JSON.parse(JSON.stringify(decision));
      const { at, spec: wish, requests: asked, pods, before } = kept;
      expect(
        usageStep({ at, spec: wish, requests: asked, pods, before }),
      ).toEqual(kept);
    }
    autoscaler.stop();
  });

  it('goes on from what a revision has when it is scaled by something else', async () => {
    const { autoscaler, pass, passByUsage } = setup({ told: 3 });
    expect(pass()).toBe(3);
    autoscaler.scale({ ref, uid: 'uid' }, [
      {
        key: KEY,
        isInitialized: true,
        told: 1,
        requests,
        spec: { ...usage, minScale: 2 },
      },
    ]);
    expect(passByUsage()).toBe(3);
    expect(pass()).toBe(3);
  });

  it('starts a new revision with what it starts with, and obeys new bounds at once', () => {
    const { pass, autoscaler } = setup({ isInitialized: false });
    expect(pass()).toBe(1);
    expect(pass({ minScale: 2 })).toBe(2);
    autoscaler.scale({ ref, uid: 'uid' }, []);
    expect(autoscaler.records('local', KEY)).toBeUndefined();
  });
});
