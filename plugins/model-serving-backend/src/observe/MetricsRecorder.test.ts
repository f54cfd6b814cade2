import { mockServices } from '@backstage/backend-test-utils';
import type { RevisionFacts } from '@greenroom/backstage-plugin-model-serving-common';
import { FakeClock } from '../testing';
import type { Sample } from '../store/types';
import { MetricsRecorder } from './MetricsRecorder';

const running: RevisionFacts = {
  key: 'demo/iris-predictor-00001',
  desired: 1,
  fetch: { state: 'fetched' },
  replicas: [{ id: 'a', state: 'ready', restarts: 0, cpuCores: 0.5 }],
  observedAt: '',
};

/** Fires every timer some milliseconds early or late, as real ones do. */
class UnpunctualClock extends FakeClock {
  #turn = 0;

  schedule(delayMs: number, callback: () => void): () => void {
    const slip = [4, -2, 1, -3, 0, 700][this.#turn++ % 6];
    return super.schedule(delayMs + slip, callback);
  }
}

function setup(
  revisions: RevisionFacts[] = [running],
  clock: FakeClock = new FakeClock(),
  isRouted = false,
) {
  const written: (readonly Sample[])[] = [];
  const state = { mayAct: true, fails: false };
  const logger = mockServices.logger.mock();
  const recorder = new MetricsRecorder({
    samples: {
      append: async samples => {
        if (state.fails) throw new Error('disk is full');
        written.push(samples);
      },
      query: async () => [],
      queryParts: async () => new Map(),
      recentTraffic: async () => new Map(),
      compact: async () => {},
    },
    services: () => [{ uid: 'uid', routeId: 'demo/iris', revisions, isRouted }],
    tokens: () => [
      ...Array.from({ length: 25 }, (_, i) => ({
        id: `t${i}`,
        routes: ['demo/iris'],
        verbs: [],
      })),
      { id: 'elsewhere', routes: ['demo/other'], verbs: [] },
    ],
    mayAct: () => state.mayAct,
    clock,
    logger,
  });
  recorder.watch('local');
  recorder.start();
  return { recorder, clock, written, state, logger };
}

const traffic = (ok: number) => ({
  type: 'counters' as const,
  at: '',
  routes: {
    'demo/iris': {
      ok,
      client: 0,
      server: 0,
      bytesIn: 0,
      bytesOut: 0,
      inflight: 0,
      latencySumMs: ok,
      latency: [ok],
    },
  },
  revisions: {},
});
const hello = (clock: FakeClock) => ({
  type: 'hello' as const,
  instance: 'i',
  startedAt: new Date(clock.now()).toISOString(),
  version: 1,
  epoch: 'e',
  port: 1,
  metricsPort: 2,
});

describe('MetricsRecorder', () => {
  it('tells apart revisions that have requests', async () => {
    const other = { ...running, key: 'demo/iris-predictor-00002' };
    const { recorder, clock, written } = setup([running, other]);
    recorder.onGatewayEvent('local', 'g', hello(clock));
    const event = traffic(7);
    recorder.onGatewayEvent('local', 'g', {
      ...event,
      revisions: { [running.key]: event.routes['demo/iris'] },
    });
    await clock.advance(10_000);
    expect(written[0].map(({ uid, ok }) => [uid, ok])).toEqual([
      ['uid', 7],
      ['uid/iris-predictor-00001', 7],
    ]);
    await recorder.stop();
  });

  it('tells apart tags, reasons of refusals, and tokens as far as a chart is of use', async () => {
    const { recorder, clock, written } = setup();
    recorder.onGatewayEvent('local', 'g', hello(clock));
    const event = traffic(7);
    const used = (ok: number, refused = 0) => ({
      ok,
      client: 1,
      server: 0,
      refused,
    });
    recorder.onGatewayEvent('local', 'g', {
      ...event,
      tags: {
        'demo/iris#latest': event.routes['demo/iris'],
        'demo/other#latest': event.routes['demo/iris'],
      },
      refusals: {
        'demo/iris': {
          NoToken: { client: 37, server: 0 },
          QueueFull: { client: 0, server: 2 },
        },
        'demo/other': { NoToken: { client: 1, server: 0 } },
      },
      tokens: {
        ...Object.fromEntries(
          Array.from({ length: 25 }, (_, i) => [`t${i}`, used(100 - i)]),
        ),
        t3: used(97, 5),
        elsewhere: used(1),
        gone: used(1),
      },
    });
    await clock.advance(10_000);
    const parts = new Map(
      written[0].map(({ uid, ok, client, server }) => [
        uid,
        [ok, client, server],
      ]),
    );
    expect(parts.get('uid/#latest')).toEqual([7, 0, 0]);
    expect(parts.get('uid/!NoToken')).toEqual([0, 37, 0]);
    expect(parts.get('uid/!QueueFull')).toEqual([0, 0, 2]);
    expect(parts.get('uid/@t0')).toEqual([100, 1, 0]);
    expect(parts.get('uid/@t3')).toEqual([97, 6, 0]);
    // 20 tokens, all others together, a tag, two reasons and the service itself
    expect(parts.get('uid/@others')).toEqual([80 + 79 + 78 + 77 + 76, 5, 0]);
    expect(written[0]).toHaveLength(25);
    await recorder.stop();
  });

  it('writes a sample of traffic and replicas every ten seconds', async () => {
    const { recorder, clock, written } = setup();
    recorder.onGatewayEvent('local', 'g', hello(clock));
    recorder.onGatewayEvent('local', 'g', traffic(7));
    await clock.advance(10_000);
    recorder.onGatewayEvent('local', 'g', traffic(9));
    await clock.advance(10_000);
    expect(written.flat()).toMatchObject([
      { uid: 'uid', seconds: 10, ok: 7, desired: 1, ready: 1, cpuCores: 0.5 },
      { uid: 'uid', seconds: 10, ok: 2 },
    ]);
    expect(written.flat().map(({ at }) => at % 10_000)).toEqual([0, 0]);
    await recorder.stop();
    expect(clock.waiting).toBe(0);
  });

  it('leaves no step out and gives none twice, though timers are not punctual', async () => {
    const { clock, written } = setup([running], new UnpunctualClock());
    const start = clock.now();
    await clock.advance(201_000);
    expect(written.flat().map(({ at }) => at)).toEqual(
      Array.from({ length: 20 }, (_, i) => start + (i + 1) * 10_000),
    );
    expect(new Set(written.flat().map(({ seconds }) => seconds))).toEqual(
      new Set([10]),
    );
  });

  it('leaves a gap where nothing runs and nobody asks', async () => {
    const { clock, written } = setup([
      { ...running, desired: 0, replicas: [] },
    ]);
    await clock.advance(30_000);
    expect(written).toEqual([]);
  });

  it('measures that nobody asks what runs nothing and takes requests all the same', async () => {
    const { clock, written } = setup([], new FakeClock(), true);
    await clock.advance(10_000);
    expect(written.flat()).toMatchObject([{ uid: 'uid', ok: 0, seconds: 10 }]);
  });

  it('writes nothing without the lease', async () => {
    const { clock, written, state } = setup();
    state.mayAct = false;
    await clock.advance(30_000);
    expect(written).toEqual([]);
  });

  it('goes on after a sample could not be written', async () => {
    const { clock, written, state, logger } = setup();
    state.fails = true;
    await clock.advance(10_000);
    state.fails = false;
    await clock.advance(10_000);
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(written).toHaveLength(1);
  });
});
