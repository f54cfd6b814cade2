import { TestDatabases } from '@backstage/backend-test-utils';
import {
  annotations,
  withAllowedCanary,
  type InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';
import { deploymentTraffic } from '../deployments/traffic';
import { observedTraffic } from '../rollout';
import { eventually } from '../testing';
import { iris, KEY, KEY_2, setupControl } from './__testUtils__/setupControl';
import { counted, setupSplit } from './__testUtils__/setupSplit';

/** The same with another model for a share of the traffic. */
function canary(percent: number | undefined, notes = {}): InferenceService {
  const service = iris({ uri: 's3://models/iris-2' });
  service.metadata.annotations = { ...service.metadata.annotations, ...notes };
  service.spec.predictor.canaryTrafficPercent = percent;
  return service;
}

describe('a canary, over a real database and a real control connection', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const cleanups: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  const setup = async (options?: Parameters<typeof setupControl>[2]) =>
    setupSplit(await databases.init('SQLITE_3'), cleanups, options);

  it('gets its share, another one, and everything; the record of what is rolled out follows', async () => {
    const { update, untilShares, status, driver } = await setup();
    await update(canary(10));
    await untilShares({ [KEY]: 90, [KEY_2]: 10 });
    await eventually(
      'the status tells the split',
      async () => (await status())?.traffic?.length === 2,
    );
    expect(await status()).toMatchObject({
      latestReadyRevision: 'iris-predictor-00002',
      latestRolledoutRevision: 'iris-predictor-00001',
      traffic: [
        {
          revisionName: 'iris-predictor-00002',
          latestRevision: true,
          percent: 10,
        },
        {
          revisionName: 'iris-predictor-00001',
          latestRevision: false,
          percent: 90,
        },
      ],
    });
    await update(canary(60), 'canary');
    await untilShares({ [KEY]: 40, [KEY_2]: 60 });
    await update(canary(0), 'rollback');
    await untilShares({ [KEY]: 100 });
    expect(driver.replicas(KEY_2)).toHaveLength(1);
    await update(canary(undefined), 'promote');
    await untilShares({ [KEY_2]: 100 });
    await eventually('the old one is forgotten', () =>
      driver.calls.includes(`remove ${KEY}`),
    );
    expect(await status()).toMatchObject({
      latestRolledoutRevision: 'iris-predictor-00002',
      previousRolledoutRevision: 'iris-predictor-00001',
    });
  });

  it('stays ready while shares change, however long replicas have been ready', async () => {
    const { update, untilShares, driver, status, get } = await setup();
    const before = (await get())?.observed?.lastDeployedAt;
    const grownOld = (key: string) => {
      for (const { id } of driver.replicas(key))
        driver.replicaIs(key, id, { readyAt: '2026-01-01T00:00:00Z' });
    };
    grownOld(KEY);
    await update(canary(10));
    await untilShares({ [KEY]: 90, [KEY_2]: 10 });
    grownOld(KEY_2);
    for (const percent of [60, 30, 70]) {
      await update(canary(percent), 'canary');
      await untilShares({ [KEY]: 100 - percent, [KEY_2]: percent });
      await eventually('the status tells it', async () =>
        (await status())?.traffic?.some(own => own.percent === percent),
      );
    }
    // It became ready once
    expect((await get())?.observed).toMatchObject({
      state: { code: 'ready' },
      lastDeployedAt: before,
    });
  });

  it('gets nothing while it does not come up, and people are told', async () => {
    const { update, until, get, gateway, untilShares } = await setup({
      becomesReady: ({ model }) => model?.uri === 's3://models/iris',
    });
    await update(canary(50));
    await eventually(
      'it is said',
      async () =>
        (await get())?.observed?.state.headline ===
        'Canary not ready, all traffic on v1',
    );
    await until('Ready');
    await untilShares({ [KEY]: 100 });
    for (const { revisions } of gateway.taken)
      expect(revisions[KEY_2]).toBeUndefined();
  });

  it('loses its traffic when it is worse, for a reason that is kept, until another share is asked for', async () => {
    const { untilGuarded, stores, update, untilShares, get } = await setup();
    await update(canary(20));
    await untilShares({ [KEY]: 80, [KEY_2]: 20 });
    await untilGuarded(KEY, KEY_2);
    const stored = await eventually('the reason is kept', async () => {
      const now = await get();
      const [finding] = now?.observed?.state.findings ?? [];
      return finding?.code === 'CanaryHeld' && now;
    });
    expect(stored.observed?.state).toMatchObject({
      tone: 'amber',
      headline: 'Canary v2 stopped',
    });
    expect(stored.observed?.state.findings[0].headline).toMatch(
      /^Canary stopped: 100 % of its \d+ requests failed, 0 % of those of v1$/,
    );
    const events = await stores.events.list(stored.uid, 50);
    expect(events.map(({ reason }) => reason)).toContain('CanaryHeld');
    const allowed = withAllowedCanary(
      undefined,
      'iris-predictor-00002',
      Date.now(),
    );
    await update(
      canary(20, { [annotations.canaryAllowed]: allowed }),
      'allow canary',
    );
    await untilShares({ [KEY]: 80, [KEY_2]: 20 });
    await eventually(
      'nothing is said against it any more',
      async () => (await get())?.observed?.state.findings.length === 0,
    );
    await untilGuarded(KEY, KEY_2);
    await update(canary(10), 'canary');
    await untilShares({ [KEY]: 90, [KEY_2]: 10 });
  });

  it('is reached by its tag while it has no share, and by its key while it has one', async () => {
    const { update, status, gateway } = await setup();
    const notes = {
      [annotations.enableTagRouting]: 'true',
      [annotations.sticky]: 'header:X-User',
    };
    await update(canary(0, notes));
    const route = await eventually('both tags are routed', () => {
      const [known] = gateway.current?.routes ?? [];
      return known?.split?.tags?.length === 2 && known;
    });
    expect(route.targets).toEqual([{ revision: KEY, weight: 100 }]);
    expect(route.split).toMatchObject({
      sticky: { from: 'header', name: 'x-user', canary: KEY_2 },
      tags: [
        {
          tag: 'latest',
          hosts: ['latest-iris-predictor-demo.localhost'],
          targets: [{ revision: KEY_2, weight: 100 }],
        },
        { tag: 'prev', targets: [{ revision: KEY, weight: 100 }] },
      ],
    });
    await eventually(
      'the status names their addresses',
      async () => (await status())?.traffic?.length === 2,
    );
    expect((await status())?.traffic).toMatchObject([
      {
        tag: 'latest',
        url: 'http://latest-iris-predictor-demo.localhost:8080',
      },
      { tag: 'prev', url: 'http://prev-iris-predictor-demo.localhost:8080' },
    ]);
  });

  describe('that is to have everything step by step', () => {
    const gradual = (seconds: number, percent?: number) =>
      canary(percent, { [annotations.rolloutDuration]: `${seconds}s` });

    it('gets more with each step, and in the end all, for good', async () => {
      const { update, untilShares, gateway, get, driver } = await setup();
      await update(gradual(2));
      await untilShares({ [KEY_2]: 100 });
      const shares = gateway.taken.flatMap(({ routes }) =>
        (routes[0]?.targets ?? []).flatMap(({ revision, weight }) =>
          revision === KEY_2 ? [weight] : [],
        ),
      );
      expect(shares[0]).toBe(1);
      expect(shares).toEqual([...shares].sort((a, b) => a - b));
      await eventually('the old one is forgotten', () =>
        driver.calls.includes(`remove ${KEY}`),
      );
      const record = (await get())?.observed?.rollouts?.predictor;
      expect(record).toEqual({
        rolledOut: 'iris-predictor-00002',
        previous: 'iris-predictor-00001',
      });
    });

    it('is stopped by the guard, and goes nowhere until a share is asked for', async () => {
      const { untilGuarded, update, untilShares, get } = await setup();
      await update(gradual(3_600));
      await untilShares({ [KEY]: 99, [KEY_2]: 1 });
      expect(
        (await get())?.observed?.rollouts?.predictor?.gradual,
      ).toMatchObject({ revisions: [{ percent: 99 }, { percent: 1 }] });
      await untilGuarded(KEY, KEY_2);
      const stored = await eventually('the reason is kept', async () => {
        const now = await get();
        return now?.observed?.rollouts?.predictor?.guard && now;
      });
      expect(stored.observed?.rollouts?.predictor).toMatchObject({
        guard: { revision: 'iris-predictor-00002', percent: 100 },
      });
      expect(stored.observed?.rollouts?.predictor?.gradual).toBeUndefined();
      await update(gradual(3_600, 10), 'canary');
      await untilShares({ [KEY]: 90, [KEY_2]: 10 });
      // What has a share already is promoted at once.
      await update(gradual(3_600), 'promote');
      await untilShares({ [KEY_2]: 100 });
    });
  });

  it('is counted for every backend, and who acts next counts on', async () => {
    const { update, untilShares, gateway, get, begin, otherBackend } =
      await setup();
    await update(canary(20));
    await untilShares({ [KEY]: 80, [KEY_2]: 20 });
    const other = await otherBackend();
    const seen = async () => {
      const stored = await get();
      const observed = stored && (await other.splits.get(stored.uid));
      const [item] = stored
        ? deploymentTraffic(
            stored,
            key => observed && observedTraffic(observed, key, Date.now()),
          ).items
        : [];
      return item?.revisions.map(({ requests = 0 }) => requests);
    };
    let answered = 0;
    const say = (more: number) => {
      answered += more;
      gateway.say({
        type: 'counters',
        at: new Date().toISOString(),
        routes: {},
        revisions: {
          [KEY]: counted(answered * 4, 0),
          [KEY_2]: counted(answered, 0),
        },
      });
    };
    const [, before] = await eventually(
      'another backend reads what was counted',
      async () => {
        say(1);
        const requests = await seen();
        return requests && requests[1] > 0 && requests;
      },
    );
    await begin();
    const [stable, share] = await eventually(
      'the next one adds to it',
      async () => {
        say(1);
        const requests = await seen();
        return requests && requests[1] > before && requests;
      },
    );
    expect(stable).toBe(4 * share);
  }, 300_000);
});
