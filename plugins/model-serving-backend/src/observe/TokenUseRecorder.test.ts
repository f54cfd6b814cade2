import { mockServices } from '@backstage/backend-test-utils';
import type { TokenCounters } from '@greenroom/backstage-plugin-model-serving-common';
import type { TokenUse } from '../store';
import { FakeClock } from '../testing';
import { TokenUseRecorder } from './TokenUseRecorder';

function setup() {
  const clock = new FakeClock();
  const written: (readonly TokenUse[])[] = [];
  const state = { mayAct: true };
  const recorder = new TokenUseRecorder({
    tokens: { use: async uses => void written.push(uses) },
    clock,
    logger: mockServices.logger.mock(),
    mayAct: () => state.mayAct,
  });
  recorder.start();
  const hello = (gateway: string, startedAt: number) =>
    recorder.onGatewayEvent('local', gateway, {
      type: 'hello',
      instance: gateway,
      startedAt: new Date(startedAt).toISOString(),
      version: 1,
      epoch: 'e',
      port: 1,
      metricsPort: 2,
    });
  const counters = (
    gateway: string,
    tokens: Readonly<Record<string, Partial<TokenCounters>>> | undefined,
  ) =>
    recorder.onGatewayEvent('local', gateway, {
      type: 'counters',
      at: new Date(clock.now()).toISOString(),
      routes: {},
      revisions: {},
      ...(tokens && {
        tokens: Object.fromEntries(
          Object.entries(tokens).map(([id, some]) => [
            id,
            { ok: 0, client: 0, server: 0, refused: 0, ...some },
          ]),
        ),
      }),
    });
  return { clock, written, state, recorder, hello, counters };
}

describe('TokenUseRecorder', () => {
  it('writes what all gateways counted since the last time', async () => {
    const { clock, written, hello, counters } = setup();
    for (const gateway of ['g1', 'g2']) hello(gateway, clock.now());
    counters('g1', { a: { ok: 3, client: 1 } });
    counters('g2', { a: { ok: 1, server: 1, refused: 2 }, b: { ok: 1 } });
    counters('g1', { a: { ok: 5, client: 1 } });
    await clock.advance(10_000);
    expect(written).toEqual([
      [
        { id: 'a', requests: 8, errors: 2, refused: 2 },
        { id: 'b', requests: 1, errors: 0, refused: 0 },
      ],
    ]);
    await clock.advance(10_000);
    expect(written).toHaveLength(1);
  });

  it('does not count again what a gateway counted before this process looked', async () => {
    const { clock, written, hello, counters } = setup();
    hello('g1', clock.now() - 60_000);
    counters('g1', { a: { ok: 100 } });
    counters('g1', { a: { ok: 101 } });
    await clock.advance(10_000);
    expect(written).toEqual([[expect.objectContaining({ requests: 1 })]]);
  });

  it('catches up with a gateway that was out of sight, and with one that started anew', async () => {
    const { clock, written, hello, counters } = setup();
    hello('g1', clock.now());
    counters('g1', { a: { ok: 2 } });
    hello('g1', clock.now());
    counters('g1', { a: { ok: 5 } });
    hello('g1', clock.now() + 1);
    counters('g1', { a: { ok: 1 } });
    await clock.advance(10_000);
    expect(written).toEqual([[expect.objectContaining({ requests: 6 })]]);
  });

  it('needs no gateway that knows tokens', async () => {
    const { clock, written, hello, counters } = setup();
    hello('old', clock.now());
    counters('old', undefined);
    await clock.advance(10_000);
    expect(written).toEqual([]);
  });

  it('writes the rest at its end, and nothing when it may not act', async () => {
    const { written, state, recorder, hello, counters, clock } = setup();
    hello('g1', clock.now());
    counters('g1', { a: { ok: 1 } });
    state.mayAct = false;
    await clock.advance(10_000);
    expect(written).toEqual([]);
    state.mayAct = true;
    counters('g1', { a: { ok: 3 } });
    await recorder.stop();
    expect(written).toEqual([[expect.objectContaining({ requests: 2 })]]);
  });
});
