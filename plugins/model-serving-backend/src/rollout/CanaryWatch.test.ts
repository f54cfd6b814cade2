import { mockServices } from '@backstage/backend-test-utils';
import {
  defaultGuardLimits,
  type GatewayCounters,
  type TrafficCounters,
} from '@greenroom/backstage-plugin-model-serving-common';
import { FakeClock } from '../testing';
import { CanaryWatch, WatchedSplit } from './CanaryWatch';

const ref = { cluster: 'local', namespace: 'demo', name: 'iris' };
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

function counted(ok: number, server = 0): TrafficCounters {
  const latency = Array.from({ length: 162 }, () => 0);
  latency[40] = ok + server;
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

function setup() {
  const clock = new FakeClock();
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
  const requests = (number: number) =>
    watch.traffic('local', revision(number).key)?.requests;
  return { clock, onTrip, watch, say, hello, requests };
}

const [one, two] = [revision(1).key, revision(2).key];

describe('CanaryWatch', () => {
  it('counts what each side answered since the shares are as they are', async () => {
    const { clock, watch, say, hello, requests } = setup();
    hello();
    say({ [one]: counted(1_000) });
    expect(requests(1)).toBeUndefined();
    watch.watch(ref, [split]);
    await clock.advance(2_000);
    say({ [one]: counted(1_080), [two]: counted(1) });
    // That may still have been answered by the shares before.
    expect([requests(1), requests(2)]).toEqual([0, 0]);
    await clock.advance(1_000);
    say({ [one]: counted(1_160), [two]: counted(21) });
    expect([requests(1), requests(2)]).toEqual([80, 20]);
    await clock.advance(1_000);
    watch.watch(ref, [split]);
    say({ [one]: counted(1_240), [two]: counted(41) });
    expect([requests(1), requests(2)]).toEqual([160, 40]);
    watch.watch(ref, [{ ...split, percent: 50, share: 50 }]);
    expect([requests(1), requests(2)]).toEqual([0, 0]);
    watch.watch(ref, []);
    expect(requests(1)).toBeUndefined();
  });

  it('adds up gateways, and goes on when one is started anew', async () => {
    const { clock, watch, say, hello, requests } = setup();
    for (const gateway of ['a', 'b']) {
      hello('once', gateway);
      say({}, gateway);
    }
    watch.watch(ref, [split]);
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
    watch.watch(ref, [split]);
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
    expect(watch.watch(ref, [split]).size).toBe(0);
    await clock.advance(3_000);
    say({ [one]: counted(400), [two]: counted(40) });
    expect(onTrip).not.toHaveBeenCalled();
    await clock.advance(1_000);
    say({ [one]: counted(480), [two]: counted(40, 20) });
    expect(onTrip).toHaveBeenCalledTimes(1);
    expect(onTrip).toHaveBeenCalledWith(ref);
    const trip = watch.watch(ref, [split]).get(revision(2).name);
    expect(trip).toMatchObject({
      revision: 'iris-predictor-00002',
      percent: 20,
      because: '33 % of its 60 requests failed, 0 % of those of v1',
    });
    await clock.advance(1_000);
    say({ [two]: counted(40, 40) });
    expect(onTrip).toHaveBeenCalledTimes(1);
    const held = { ...split, share: 0 };
    expect(watch.watch(ref, [held]).get(revision(2).name)).toBe(trip);
    const again = { ...split, percent: 10, share: 10 };
    expect(watch.watch(ref, [again]).size).toBe(0);
  });

  it('leaves alone what nothing guards, and what has no traffic', async () => {
    const { clock, onTrip, watch, say, hello } = setup();
    hello();
    say({});
    const { limits: _limits, ...unguarded } = split;
    for (const watched of [unguarded, { ...split, percent: 0, share: 0 }]) {
      watch.watch(ref, [watched]);
      await clock.advance(1_000);
      say({ [two]: counted(0, 100) });
    }
    expect(onTrip).not.toHaveBeenCalled();
  });
});
