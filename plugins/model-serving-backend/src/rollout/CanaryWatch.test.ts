import { mockServices } from '@backstage/backend-test-utils';
import {
  defaultGuardLimits,
  type GatewayCounters,
  type TrafficCounters,
} from '@greenroom/backstage-plugin-model-serving-common';
import { FakeClock } from '../testing';
import { CanaryWatch, WatchedSplit } from './CanaryWatch';
import { observedTraffic } from './SplitObservation';

const ref = { cluster: 'local', namespace: 'demo', name: 'iris' };
const service = { ref, uid: 'u1' };
const revision = (number: number) => {
  const name = `iris-predictor-0000${number}`;
  return { key: `demo/${name}`, name, number };
};
const split: WatchedSplit = {
  component: 'predictor',
  stable: revision(1),
  canary: revision(2),
  percent: 20,
  share: 20,
  rest: 80,
  limits: defaultGuardLimits,
};

/** Answers by bucket. */
function inBuckets(counts: Readonly<Record<number, number>>): number[] {
  return Array.from({ length: 162 }, (_, bucket) => counts[bucket] ?? 0);
}

function counted(
  ok: number,
  server = 0,
  latency = inBuckets({ 40: ok + server }),
): TrafficCounters {
  return {
    ok,
    client: 0,
    server,
    bytesIn: 0,
    bytesOut: 0,
    inflight: 0,
    latencySumMs: 0,
    latency,
  };
}

function setup(clock = new FakeClock()) {
  const onTrip = jest.fn();
  const watch = new CanaryWatch({
    onTrip,
    mayAct: () => true,
    clock,
    logger: mockServices.logger.mock(),
  });
  const say = (revisions: GatewayCounters['revisions'], gateway = 'a') =>
    watch.onGatewayEvent('local', gateway, {
      type: 'counters',
      at: '',
      routes: {},
      revisions,
    });
  const hello = (startedAt = 'once', gateway = 'a') =>
    watch.onGatewayEvent('local', gateway, {
      type: 'hello',
      instance: gateway,
      startedAt,
      version: 1,
      epoch: 'e',
      port: 1,
      metricsPort: 2,
    });
  const requests = (number: number) => {
    const observed = watch.observations().get(service.uid);
    return (
      observed &&
      observedTraffic(observed, revision(number).key, clock.now())?.requests
    );
  };
  return { clock, onTrip, watch, say, hello, requests };
}

const [one, two] = [revision(1).key, revision(2).key];

describe('CanaryWatch', () => {
  it('counts what each side answered since the shares are as they are', async () => {
    const { clock, watch, say, hello, requests } = setup();
    hello();
    say({ [one]: counted(1_000) });
    expect(requests(1)).toBeUndefined();
    watch.watch(service, [split]);
    await clock.advance(2_000);
    say({ [one]: counted(1_080), [two]: counted(1) });
    // That may still have been answered by the shares before.
    expect([requests(1), requests(2)]).toEqual([0, 0]);
    await clock.advance(1_000);
    say({ [one]: counted(1_160), [two]: counted(21) });
    expect([requests(1), requests(2)]).toEqual([80, 20]);
    await clock.advance(1_000);
    watch.watch(service, [split]);
    say({ [one]: counted(1_240), [two]: counted(41) });
    expect([requests(1), requests(2)]).toEqual([160, 40]);
    watch.watch(service, [{ ...split, percent: 50, share: 50 }]);
    expect([requests(1), requests(2)]).toEqual([0, 0]);
    watch.watch(service, []);
    expect(requests(1)).toBeUndefined();
  });

  it('adds up gateways, and goes on when one is started anew', async () => {
    const { clock, watch, say, hello, requests } = setup();
    for (const gateway of ['a', 'b']) {
      hello('once', gateway);
      say({}, gateway);
    }
    watch.watch(service, [split]);
    await clock.advance(3_000);
    say({ [two]: counted(5) }, 'a');
    say({ [two]: counted(7) }, 'b');
    hello('again', 'b');
    say({ [two]: counted(2) }, 'b');
    expect(requests(2)).toBe(14);
  });

  it('forgets what is older than five minutes', async () => {
    const { clock, watch, say, hello, requests } = setup();
    hello();
    say({});
    watch.watch(service, [split]);
    await clock.advance(3_000);
    say({ [two]: counted(5) });
    await clock.advance(299_000);
    say({ [two]: counted(6) });
    expect(requests(2)).toBe(6);
    await clock.advance(2_000);
    expect(requests(2)).toBe(1);
  });

  it('takes the traffic of a canary that fails, once, and until another share is asked for', async () => {
    const { clock, onTrip, watch, say, hello } = setup();
    hello();
    say({});
    expect(watch.watch(service, [split]).size).toBe(0);
    await clock.advance(3_000);
    say({ [one]: counted(400), [two]: counted(40) });
    expect(onTrip).not.toHaveBeenCalled();
    await clock.advance(1_000);
    say({ [one]: counted(480), [two]: counted(40, 20) });
    expect(onTrip).toHaveBeenCalledTimes(1);
    expect(onTrip).toHaveBeenCalledWith(ref);
    const trip = watch.watch(service, [split]).get(revision(2).name);
    expect(trip).toMatchObject({
      revision: 'iris-predictor-00002',
      percent: 20,
      because: '33 % of its 60 requests failed, 0 % of those of v1',
    });
    await clock.advance(1_000);
    say({ [two]: counted(40, 40) });
    expect(onTrip).toHaveBeenCalledTimes(1);
    const held = { ...split, share: 0 };
    expect(watch.watch(service, [held]).get(revision(2).name)).toBe(trip);
    const again = { ...split, percent: 10, share: 10 };
    expect(watch.watch(service, [again]).size).toBe(0);
  });

  it('lets one be slow while it warms up, and not for longer', async () => {
    const { clock, onTrip, watch, say, hello } = setup();
    hello();
    say({});
    watch.watch(service, [split]);
    await clock.advance(3_000);
    say({
      [one]: counted(400),
      [two]: counted(100, 0, inBuckets({ 80: 100 })),
    });
    await clock.advance(10_000);
    const warm = { 80: 100, 40: 100 };
    say({ [one]: counted(800), [two]: counted(200, 0, inBuckets(warm)) });
    expect(onTrip).not.toHaveBeenCalled();
    const slow = { 80: 160, 40: 100 };
    say({ [one]: counted(900), [two]: counted(260, 0, inBuckets(slow)) });
    expect(onTrip).toHaveBeenCalledTimes(1);
  });

  it('judges one anew that may go on, by what it answers from then on', async () => {
    const { clock, onTrip, watch, say, hello } = setup();
    hello();
    say({});
    watch.watch(service, [split]);
    await clock.advance(3_000);
    say({ [one]: counted(400), [two]: counted(0, 60) });
    expect(onTrip).toHaveBeenCalledTimes(1);
    watch.watch(service, [{ ...split, share: 0 }]);
    const allowed = { ...split, allowedAt: clock.now() };
    expect(watch.watch(service, [allowed]).size).toBe(0);
    await clock.advance(3_000);
    say({ [one]: counted(800), [two]: counted(60, 60) });
    expect(onTrip).toHaveBeenCalledTimes(1);
    await clock.advance(1_000);
    say({ [one]: counted(1_200), [two]: counted(60, 120) });
    expect(onTrip).toHaveBeenCalledTimes(2);
    expect(watch.watch(service, [allowed]).get(revision(2).name)).toMatchObject(
      {
        because: '50 % of its 120 requests failed, 0 % of those of v1',
      },
    );
  });

  it('leaves alone what nothing guards, and what has no traffic', async () => {
    const { clock, onTrip, watch, say, hello } = setup();
    hello();
    say({});
    const { limits: _limits, ...unguarded } = split;
    for (const watched of [unguarded, { ...split, percent: 0, share: 0 }]) {
      watch.watch(service, [watched]);
      await clock.advance(1_000);
      say({ [two]: counted(0, 100) });
    }
    expect(onTrip).not.toHaveBeenCalled();
  });

  describe('in the next term', () => {
    const counting = async () => {
      const { clock, watch, say, hello } = setup();
      hello();
      say({});
      watch.watch(service, [split]);
      for (let second = 1; second <= 30; second++) {
        await clock.advance(1_000);
        say({ [one]: counted(80 * second), [two]: counted(20 * second) });
      }
      const kept = JSON.parse(JSON.stringify([...watch.observations()]));
      const next = setup(clock);
      next.watch.restore(new Map(kept));
      next.hello();
      next.say({ [one]: counted(2_400), [two]: counted(600) });
      return next;
    };

    it('a split that is the same goes on, also for who judges it', async () => {
      const { watch, requests, say, clock, onTrip } = await counting();
      // Of thirty seconds the first two do not count
      expect([requests(1), requests(2)]).toEqual([2_240, 560]);
      watch.watch(service, [split]);
      expect([requests(1), requests(2)]).toEqual([2_240, 560]);
      await clock.advance(1_000);
      say({ [one]: counted(2_400), [two]: counted(600, 440) });
      expect([requests(1), requests(2)]).toEqual([2_240, 1_000]);
      expect(onTrip).toHaveBeenCalledTimes(1);
      const trip = watch.watch(service, [split]).get(revision(2).name);
      expect(trip?.because).toMatch(/^44 % of its 1,?000 requests failed/);
    });

    it.each([
      ['another share', { percent: 30, share: 30, rest: 70 }],
      ['what another canary leaves', { rest: 60 }],
      ['another canary', { canary: revision(3) }],
    ])('%s counts anew', async (_what, change) => {
      const { watch, requests } = await counting();
      watch.watch(service, [{ ...split, ...change }]);
      expect(requests(1)).toBe(0);
    });

    it('what is split no more is no more kept', async () => {
      const { watch } = await counting();
      watch.watch(service, []);
      expect(watch.observations().size).toBe(0);
    });
  });

  it('keeps five minutes of what is busy in some thirty entries of a revision', async () => {
    const { clock, watch, say, hello } = setup();
    hello();
    say({});
    watch.watch(service, [split]);
    for (let second = 1; second <= 400; second++) {
      await clock.advance(1_000);
      say({ [two]: counted(second) });
    }
    const { revisions } = watch.observations().get('u1')!;
    expect(revisions[one]).toEqual([]);
    expect(revisions[two].length).toBeLessThanOrEqual(31);
    const all = revisions[two].reduce((sum, entry) => sum + entry.requests, 0);
    expect(all).toBe(300);
  });
});
