import { mockServices } from '@backstage/backend-test-utils';
import type { GatewayEvent } from '@greenroom/backstage-plugin-model-serving-common';
import type { GatewayAddress } from '@greenroom/backstage-plugin-model-serving-node';
import { eventually, FakeGateway } from '../testing';
import { systemClock } from '../time';
import { GatewayLink } from './GatewayLink';
import { SnapshotContent } from './types';

/** Content whose only route sends to replicas with these ids. */
function content(...ids: string[]): SnapshotContent {
  return {
    routes: [
      {
        id: 'demo/iris',
        hosts: ['iris-demo.localhost'],
        targets: [{ revision: 'demo/iris-predictor-00001', weight: 100 }],
      },
    ],
    revisions: {
      'demo/iris-predictor-00001': {
        replicas: ids.map(id => ({ id, host: '127.0.0.1', port: 4000 })),
      },
    },
  };
}

describe('GatewayLink', () => {
  const cleanups: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  async function gateway(live?: { version: number; epoch: string }) {
    const fake = await FakeGateway.create(live);
    cleanups.push(() => fake.close());
    return fake;
  }

  function setup(gateways: () => Promise<readonly GatewayAddress[]>) {
    const state = {
      content: content('a'),
      counter: 0,
      mayAct: true,
      live: [] as string[][],
      events: [] as GatewayEvent[],
    };
    const link = new GatewayLink({
      cluster: 'local',
      driver: { gateways },
      counters: {
        next: async () => {
          state.counter += 1;
          return state.counter;
        },
        epoch: async () => 'epoch-1',
      },
      clock: systemClock,
      random: () => 0,
      logger: mockServices.logger.mock(),
      compile: () => state.content,
      mayAct: () => state.mayAct,
      onLive: ids => state.live.push([...ids]),
      onEvent: (_gateway, event) => state.events.push(event),
    });
    cleanups.push(() => link.stop());
    return { link, state };
  }

  it('pushes nothing before every service is known', async () => {
    const fake = await gateway();
    const { link, state } = setup(async () => [fake.address()]);
    link.start();
    link.markDirty();
    await eventually('the stream is open', () => fake.listeners > 0);
    await eventually('the hello was read', () => state.events.length > 0);
    expect(fake.taken).toEqual([]);
    expect(link.knowledge().confirmed).toBeUndefined();
    link.open();
    await eventually('a snapshot arrives', () => fake.current);
    expect(fake.current).toEqual({
      version: 1,
      epoch: 'epoch-1',
      ...content('a'),
    });
  });

  it('knows what is live, and tells whom it concerns', async () => {
    const fake = await gateway();
    const { link, state } = setup(async () => [fake.address()]);
    link.start();
    link.open();
    await link.waitForLive(1, AbortSignal.timeout(60_000));
    expect(link.liveVersion).toBe(1);
    expect(link.knowledge()).toMatchObject({
      confirmed: [content('a')],
      pending: [],
    });
    expect(state.live).toEqual([['demo/iris']]);
    state.content = content('b');
    link.markDirty();
    await link.waitForLive(2, AbortSignal.timeout(60_000));
    expect(state.live).toEqual([['demo/iris'], ['demo/iris']]);
  });

  it('makes one snapshot of many changes, and none of a change that changes nothing', async () => {
    const fake = await gateway();
    const { link, state } = setup(async () => [fake.address()]);
    link.start();
    link.open();
    await link.waitForLive(1, AbortSignal.timeout(60_000));
    for (const id of ['b', 'c', 'd']) {
      state.content = content(id);
      link.markDirty();
    }
    await link.waitForLive(2, AbortSignal.timeout(60_000));
    expect(
      fake.taken.map(
        s => s.revisions['demo/iris-predictor-00001'].replicas[0].id,
      ),
    ).toEqual(['a', 'd']);
    link.markDirty();
    state.content = content('d');
    link.markDirty();
    await new Promise(resolve => setTimeout(resolve, 100));
    expect(state.counter).toBe(2);
  });

  it('shows a snapshot that is on its way, because the gateway may serve by it already', async () => {
    const fake = await gateway();
    const { link, state } = setup(async () => [fake.address()]);
    link.start();
    link.open();
    await link.waitForLive(1, AbortSignal.timeout(60_000));
    const release = fake.hold();
    state.content = content('b');
    link.markDirty();
    await eventually(
      'the push is on its way',
      () => link.knowledge().pending.length > 0,
    );
    expect(link.knowledge()).toMatchObject({
      confirmed: [content('a')],
      pending: [content('b')],
    });
    release();
    await link.waitForLive(2, AbortSignal.timeout(60_000));
    expect(link.knowledge().pending).toEqual([]);
  });

  it('knows the snapshot that a gateway tells of when a newer one is wanted already', async () => {
    const fake = await gateway();
    const { link, state } = setup(async () => [fake.address()]);
    link.start();
    link.open();
    await link.waitForLive(1, AbortSignal.timeout(60_000));
    const release = fake.hold();
    for (const name of ['b', 'c']) {
      const before = state.counter;
      state.content = content(name);
      link.markDirty();
      await eventually(
        `${name} is wanted`,
        () =>
          state.counter === before + 1 && link.knowledge().pending.length > 0,
      );
    }
    const heard = state.events.length;
    fake.say({ type: 'live', version: 2, epoch: 'epoch-1' });
    await eventually('it was heard', () => state.events.length > heard);
    expect(link.knowledge().confirmed).toMatchObject([content('b')]);
    release();
    await link.waitForLive(3, AbortSignal.timeout(60_000));
  });

  it('connects again after a break, and pushes only to a gateway that has another version', async () => {
    const fake = await gateway();
    const { link, state } = setup(async () => [fake.address()]);
    link.start();
    link.open();
    await link.waitForLive(1, AbortSignal.timeout(60_000));
    fake.cut();
    await eventually('the break is told', () => link.knowledge().problem);
    await eventually(
      'it is back',
      () => state.events.filter(e => e.type === 'hello').length === 2,
    );
    expect(link.knowledge().problem).toBeUndefined();
    expect(fake.taken).toHaveLength(1);
  });

  it('gives a gateway that took the place of another the current snapshot', async () => {
    const first = await gateway();
    let address = first.address('one');
    const { link } = setup(async () => [address]);
    link.start();
    link.open();
    await link.waitForLive(1, AbortSignal.timeout(60_000));
    const second = await gateway();
    address = second.address('two');
    await first.close();
    cleanups.splice(0, 1);
    await eventually(
      'the new gateway has it',
      () => second.current?.version === 1,
    );
    await eventually('it is known to be live', () => link.liveVersion === 1);
    expect(second.taken).toHaveLength(1);
  });

  it('waits for all gateways', async () => {
    const one = await gateway();
    const two = await gateway();
    const release = two.hold();
    const { link } = setup(async () => [
      one.address('one'),
      two.address('two'),
    ]);
    link.start();
    link.open();
    await eventually('the first has it', () => one.current);
    expect(link.liveVersion).toBe(0);
    expect(link.knowledge().confirmed).toBeUndefined();
    release();
    await link.waitForLive(1, AbortSignal.timeout(60_000));
  });

  it('tries a refused snapshot again', async () => {
    const fake = await gateway();
    fake.refuses = true;
    const { link } = setup(async () => [fake.address()]);
    link.start();
    link.open();
    await eventually('the refusal is told', () =>
      link.knowledge().problem?.message.includes('500'),
    );
    fake.refuses = false;
    await link.waitForLive(1, AbortSignal.timeout(60_000));
    expect(link.knowledge().problem).toBeUndefined();
  });

  it('counts past what a gateway has when the database was restored from a copy', async () => {
    const fake = await gateway({ version: 40, epoch: 'epoch-1' });
    const { link } = setup(async () => [fake.address()]);
    link.start();
    link.open();
    await link.waitForLive(41, AbortSignal.timeout(60_000));
    expect(fake.current?.version).toBe(41);
  });

  it('replaces what a gateway has from another database', async () => {
    const fake = await gateway({ version: 40, epoch: 'another' });
    const { link } = setup(async () => [fake.address()]);
    link.start();
    link.open();
    await link.waitForLive(1, AbortSignal.timeout(60_000));
    expect(fake.current?.epoch).toBe('epoch-1');
  });

  it('pushes nothing once it may not act', async () => {
    const fake = await gateway();
    const { link, state } = setup(async () => [fake.address()]);
    link.start();
    link.open();
    await link.waitForLive(1, AbortSignal.timeout(60_000));
    state.mayAct = false;
    state.content = content('b');
    link.markDirty();
    fake.cut();
    await eventually(
      'it is back',
      () => state.events.filter(e => e.type === 'hello').length === 2,
    );
    expect(fake.taken).toHaveLength(1);
    expect(state.counter).toBe(1);
  });

  it('tells why there is no gateway, and finds one that comes later', async () => {
    const fake = await gateway();
    let isThere = false;
    const { link } = setup(async () => {
      if (!isThere) throw new Error('port 8080 is taken');
      return [fake.address()];
    });
    link.start();
    link.open();
    await eventually('the reason is told', () => link.knowledge().problem);
    expect(link.knowledge().problem?.message).toBe('port 8080 is taken');
    isThere = true;
    await link.waitForLive(1, AbortSignal.timeout(60_000));
  });

  it('ends a wait when it is told to', async () => {
    const { link } = setup(async () => []);
    link.start();
    await expect(link.waitForLive(1, AbortSignal.timeout(20))).rejects.toThrow(
      "gave up waiting for snapshot 1 of cluster 'local'",
    );
  });
});
