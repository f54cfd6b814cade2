import { mockServices } from '@backstage/backend-test-utils';
import { observedDeployment, storedDeployment } from './__testUtils__/observed';
import { FakeClock, settle } from '../testing';
import { OwnerNotifier } from './OwnerNotifier';

type Code = 'ready' | 'failed' | 'starting' | 'stopped';

function setup(options: { fails?: boolean; owner?: string } = {}) {
  const clock = new FakeClock();
  const sent: {
    topic?: string;
    title: string;
    link?: string;
    scope?: string;
  }[] = [];
  const logger = mockServices.logger.mock();
  const notifier = new OwnerNotifier({
    notifications: {
      send: async ({ payload }) => {
        if (options.fails) throw new Error('nobody listens');
        sent.push(payload);
      },
    },
    entityRef: ({ namespace, name }) => `component:${namespace}/${name}`,
    clock,
    logger,
  });
  const stored = storedDeployment(
    'owner' in options ? { owner: options.owner } : {},
  );
  let previous: ReturnType<typeof observedDeployment> | undefined;
  const is = async (code: Code, heldMs: number) => {
    const observed = observedDeployment({ code });
    notifier.observe(stored, previous, observed);
    previous = observed;
    await clock.advance(heldMs);
  };
  const assume = (code: Code) => {
    previous = observedDeployment({ code });
  };
  return { is, assume, sent, clock, notifier, logger, stored };
}

describe('OwnerNotifier', () => {
  it('tells the owner when it is ready, once that has held, with a link', async () => {
    const { is, sent } = setup();
    await is('starting', 1_000);
    await is('ready', 4_999);
    expect(sent).toEqual([]);
    await is('ready', 1);
    expect(sent).toEqual([
      expect.objectContaining({
        topic: 'ready',
        title: 'iris is ready',
        link: '/catalog/demo/component/iris',
        scope: 'model-serving:uid:ready',
      }),
    ]);
  });

  it('does not tell of a failure that heals by itself', async () => {
    const { is, sent } = setup();
    await is('ready', 10_000);
    await is('failed', 15_000);
    await is('ready', 60_000);
    expect(sent.map(({ topic }) => topic)).toEqual(['ready']);
  });

  it('tells of a failure that stays, and of the way back', async () => {
    const { is, sent } = setup();
    await is('ready', 10_000);
    await is('failed', 30_000);
    await is('failed', 30_000);
    await is('ready', 10_000);
    expect(sent.map(({ topic }) => topic)).toEqual([
      'ready',
      'failed',
      'ready',
    ]);
  });

  it('does not tell again what was so before this process began', async () => {
    const { is, assume, sent } = setup();
    assume('ready');
    await is('ready', 60_000);
    expect(sent).toEqual([]);
  });

  it('tells nobody where there is no owner', async () => {
    const { is, sent } = setup({ owner: undefined });
    await is('failed', 60_000);
    expect(sent).toEqual([]);
  });

  it('logs that it could not tell', async () => {
    const { is, logger } = setup({ fails: true });
    await is('failed', 60_000);
    await settle();
    expect(logger.warn).toHaveBeenCalledWith(
      "The owner of 'iris' could not be notified that it is failed",
      expect.any(Error),
    );
  });

  it('forgets what it was about to tell', async () => {
    const { is, sent, notifier, stored, clock } = setup();
    await is('failed', 1_000);
    notifier.forget(stored.uid);
    await clock.advance(60_000);
    expect(sent).toEqual([]);
    expect(clock.waiting).toBe(0);
  });
});
