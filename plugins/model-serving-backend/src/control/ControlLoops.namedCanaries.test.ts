import { TestDatabases } from '@backstage/backend-test-utils';
import {
  annotations,
  promoteNamedCanary,
  withoutNamedCanary,
  type InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';
import { eventually } from '../testing';
import { iris, KEY, KEY_2 } from './__testUtils__/setupControl';
import { counted, setupSplit } from './__testUtils__/setupSplit';

const KEY_3 = 'demo/iris-predictor-00003';

/** The stable predictor with canaries of other models beside it. */
function withCanaries(shares: Record<string, number>): InferenceService {
  const service = iris();
  service.spec.canary = Object.entries(shares).map(([name, percent]) => ({
    predictor: {
      name,
      model: {
        modelFormat: { name: 'onnx' },
        storageUri: `s3://models/${name}`,
      },
    },
    trafficPercent: percent,
  }));
  return service;
}

describe('canaries that the spec names, over a real database and a real control connection', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const cleanups: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  const setup = async () =>
    setupSplit(await databases.init('SQLITE_3'), cleanups);

  it('get copies of requests where that is asked for, without a new revision', async () => {
    const { update, gateway, get, stores } = await setup();
    const split = () => gateway.current?.routes[0]?.split;
    const copied = (service: InferenceService, shadow: string) => ({
      ...service,
      metadata: {
        ...service.metadata,
        annotations: {
          ...service.metadata.annotations,
          [annotations.shadow]: shadow,
        },
      },
    });
    await update(withCanaries({ green: 0 }));
    await eventually('it is reached by its name', () => split()?.tags?.length);
    expect(split()?.shadow).toBeUndefined();
    await update(copied(withCanaries({ green: 0 }), 'green=10'));
    const shadow = await eventually('it gets copies', () => split()?.shadow);
    expect(shadow).toEqual({ revision: KEY_2, percent: 10 });
    expect(await stores.revisions.list((await get())!.uid)).toHaveLength(2);
    // The annotation may stay when the canary goes.
    await update(copied(iris(), 'green=10'));
    await eventually('nobody gets copies', () => split() === undefined);
  });

  it('come beside the stable one, are reached by their names, and go', async () => {
    const { update, untilShares, get, gateway, driver } = await setup();
    await update(withCanaries({ blue: 20, green: 0 }));
    await untilShares({ [KEY]: 80, [KEY_2]: 20 });
    const route = await eventually('both names are routed', () => {
      const [known] = gateway.current?.routes ?? [];
      return (
        known?.split?.tags?.every(({ targets }) => targets.length === 1) &&
        known
      );
    });
    expect(route.split?.tags).toMatchObject([
      {
        tag: 'blue',
        hosts: ['blue-iris-predictor-demo.localhost'],
        targets: [{ revision: KEY_2, weight: 100 }],
      },
      { tag: 'green', targets: [{ revision: KEY_3, weight: 100 }] },
    ]);
    const status = await eventually('the status tells them', async () => {
      const known = (await get())?.object.status;
      return known?.canaryStatuses?.every(({ ready }) => ready) && known;
    });
    expect(status.canaryStatuses).toMatchObject([
      { name: 'blue', trafficPercent: 20 },
      { name: 'green', trafficPercent: 0 },
    ]);
    expect(status.conditions).toContainEqual(
      expect.objectContaining({
        type: 'CanaryPredictorReady',
        reason: 'AllCanariesReady',
      }),
    );
    await update(
      withoutNamedCanary(withCanaries({ blue: 20, green: 0 }), 'blue'),
      'rollback',
    );
    await untilShares({ [KEY]: 100 });
    await eventually('the one that left is forgotten', () =>
      driver.calls.includes(`remove ${KEY_2}`),
    );
    expect(driver.replicas(KEY_3)).toHaveLength(1);
  });

  it('one becomes the stable one without a new revision', async () => {
    const { update, untilShares, get, driver } = await setup();
    const both = withCanaries({ blue: 20, green: 30 });
    await update(both);
    await untilShares({ [KEY]: 50, [KEY_2]: 20, [KEY_3]: 30 });
    const promoted = promoteNamedCanary(both, 'green');
    if (!promoted) throw new Error('there is such a canary');
    await update(promoted, 'promote');
    await untilShares({ [KEY_2]: 20, [KEY_3]: 80 });
    await eventually('the old one is forgotten', () =>
      driver.calls.includes(`remove ${KEY}`),
    );
    const record = await eventually(
      'it is rolled out',
      async () => (await get())?.object.status?.components?.predictor,
    );
    expect(record.latestCreatedRevision).toBe('iris-predictor-00003');
  });

  it('one of the same model becomes the stable one without a start', async () => {
    const { update, untilShares, get, stores, driver } = await setup();
    const service = iris();
    service.spec.canary = [
      {
        predictor: { name: 'blue', model: { args: ['--fast'] } as never },
        trafficPercent: 20,
      },
    ];
    await update(service);
    await untilShares({ [KEY]: 80, [KEY_2]: 20 });
    const [running] = driver.replicas(KEY_2);
    const promoted = promoteNamedCanary(service, 'blue');
    if (!promoted) throw new Error('there is such a canary');
    expect(promoted.spec.predictor.name).toBeUndefined();
    await update(promoted, 'promote');
    await untilShares({ [KEY_2]: 100 });
    await eventually('the old one is forgotten', () =>
      driver.calls.includes(`remove ${KEY}`),
    );
    expect(await stores.revisions.list((await get())!.uid)).toHaveLength(2);
    expect(driver.replicas(KEY_2)).toContainEqual(
      expect.objectContaining({ id: running.id }),
    );
  });

  it('the guard stops one of them, and says why until another share is asked for', async () => {
    const { update, untilShares, gateway, get, shares } = await setup();
    await update(withCanaries({ blue: 20, green: 20 }));
    await untilShares({ [KEY]: 60, [KEY_2]: 20, [KEY_3]: 20 });
    let answered = 0;
    await eventually('the guard takes it', () => {
      answered += 20;
      gateway.say({
        type: 'counters',
        at: new Date().toISOString(),
        routes: {},
        revisions: {
          [KEY]: counted(answered * 3, 0),
          [KEY_2]: counted(0, answered),
          [KEY_3]: counted(answered, 0),
        },
      });
      return shares()[KEY] === 80 && shares()[KEY_2] === undefined;
    });
    await untilShares({ [KEY]: 80, [KEY_3]: 20 });
    const stored = await eventually('the reason is kept', async () => {
      const now = await get();
      return now?.observed?.rollouts?.predictor?.guards && now;
    });
    expect(stored.observed?.rollouts?.predictor?.guards).toEqual([
      expect.objectContaining({
        revision: 'iris-predictor-00002',
        percent: 20,
        because: expect.stringMatching(/^100 % of its \d+ requests failed/),
      }),
    ]);
    await update(withCanaries({ blue: 10, green: 20 }), 'canary');
    await untilShares({ [KEY]: 70, [KEY_2]: 10, [KEY_3]: 20 });
  });
});
