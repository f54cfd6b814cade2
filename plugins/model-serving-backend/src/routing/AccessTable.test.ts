import { mockServices } from '@backstage/backend-test-utils';
import type { ActiveToken } from '../store';
import { FakeClock } from '../testing';
import { AccessTable } from './AccessTable';

function tokenOf(id: string, more: Partial<ActiveToken> = {}): ActiveToken {
  return {
    id,
    family: id,
    hash: `hash of ${id}`,
    scopes: [
      {
        kind: 'InferenceService',
        uid: 'u',
        ref: { cluster: 'local', namespace: 'demo', name: 'iris' },
      },
    ],
    verbs: ['infer'],
    ...more,
  };
}

async function setup(initial: readonly ActiveToken[]) {
  const clock = new FakeClock();
  const logger = mockServices.logger.mock();
  const state = { tokens: initial, version: 1, isDown: false };
  const onChange = jest.fn();
  const active = jest.fn(async (_cluster: string, now: number) => {
    if (state.isDown) throw new Error('gone');
    return state.tokens.filter(({ expiresAt = Infinity }) => expiresAt > now);
  });
  const table = await AccessTable.create({
    cluster: 'local',
    tokens: {
      active,
      version: async () => {
        if (state.isDown) throw new Error('gone');
        return state.version;
      },
    },
    keyHash: () => 'key',
    onChange,
    clock,
    logger,
  });
  return { table, clock, logger, state, onChange, active };
}

describe('AccessTable', () => {
  it('says what each token opens, and whose limit it shares', async () => {
    const { table } = await setup([
      tokenOf('a', { expiresAt: Date.UTC(2099, 0), verbs: ['metadata'] }),
      tokenOf('b', { family: 'a', limit: { requests: 5, seconds: 60 } }),
      tokenOf('c', {
        scopes: [
          {
            kind: 'InferenceGraph',
            uid: 'u',
            ref: { cluster: 'local', namespace: 'demo', name: 'flow' },
          },
          { kind: 'Namespace', namespace: 'prod' },
        ],
      }),
    ]);
    expect(table.tokens).toEqual({
      'hash of a': {
        id: 'a',
        routes: ['demo/iris'],
        verbs: ['metadata'],
        expiresAt: Date.UTC(2099, 0),
      },
      'hash of b': {
        id: 'b',
        routes: ['demo/iris'],
        verbs: ['infer'],
        limit: { key: 'a', requests: 5, seconds: 60 },
      },
      'hash of c': {
        id: 'c',
        routes: ['graph:demo/flow'],
        namespaces: ['prod'],
        verbs: ['infer'],
      },
    });
    await table.stop();
  });

  it('knows of a change, whoever made it, within a fifth of a second, and reads nothing without one', async () => {
    const { table, clock, state, onChange, active } = await setup([
      tokenOf('a'),
    ]);
    await clock.advance(10_000);
    expect(active).toHaveBeenCalledTimes(1);
    expect(onChange).not.toHaveBeenCalled();
    state.tokens = [];
    state.version = 2;
    await clock.advance(200);
    expect(table.tokens).toEqual({});
    expect(onChange).toHaveBeenCalledTimes(1);
    await table.stop();
  });

  it('takes out what expires, also where the clock of a gateway is behind', async () => {
    const { table, clock, state, onChange } = await setup([]);
    state.tokens = [tokenOf('a', { expiresAt: clock.now() + 5_000 })];
    state.version = 2;
    await clock.advance(200);
    await clock.advance(4_600);
    expect(Object.keys(table.tokens)).toHaveLength(1);
    await clock.advance(200);
    expect(table.tokens).toEqual({});
    expect(onChange).toHaveBeenCalledTimes(2);
    await clock.advance(10_000);
    expect(onChange).toHaveBeenCalledTimes(2);
    await table.stop();
  });

  it('keeps what it knows while the database is away, says so once, and catches up', async () => {
    const { table, clock, state, logger } = await setup([tokenOf('a')]);
    state.isDown = true;
    await clock.advance(2_000);
    expect(Object.keys(table.tokens)).toHaveLength(1);
    expect(logger.warn).toHaveBeenCalledTimes(1);
    Object.assign(state, { isDown: false, tokens: [], version: 2 });
    await clock.advance(200);
    expect(table.tokens).toEqual({});
    await table.stop();
  });
});
