import { TestDatabases } from '@backstage/backend-test-utils';
import type { ServiceInventory } from '@greenroom/backstage-plugin-model-serving-node';
import { eventually } from '../testing';
import {
  as,
  iris,
  KEY,
  KEY_2,
  ref,
  setupControl,
} from './__testUtils__/setupControl';

describe('ControlLoops, over a real database and a real control connection', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const cleanups: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  const setup = async (options?: Parameters<typeof setupControl>[2]) =>
    setupControl(await databases.init('SQLITE_3'), cleanups, options);

  it('brings a new deployment up: revision, replicas, route, status, metadata, events', async () => {
    const { stores, driver, gateway, begin, get, until } = await setup();
    await begin();
    await stores.resources.create(
      'InferenceService',
      'local',
      iris({ minReplicas: 2 }),
      as,
    );
    await until('Ready');
    expect(driver.calls).toContain('apply iris-predictor-00001 2');
    const snapshot = await eventually(
      'both replicas are routed',
      () =>
        gateway.current?.revisions[KEY]?.replicas.length === 2 &&
        gateway.current,
    );
    expect(snapshot.routes).toEqual([
      {
        id: 'demo/iris',
        hosts: ['iris-demo.localhost'],
        pathPrefix: '/serving/demo/iris',
        service: { namespace: 'demo', name: 'iris' },
        targets: [{ revision: KEY, weight: 100 }],
      },
    ]);
    const stored = await eventually('the metadata is kept', async () => {
      const now = await get();
      return (
        now?.observed?.modelMetadata && now.observed.replicas.ready === 2 && now
      );
    });
    expect(stored.observed).toMatchObject({
      replicas: { ready: 2, desired: 2, min: 2, max: 2 },
      runtime: { name: 'onnx-server', title: 'ONNX server' },
      protocol: 'v2',
      modelName: 'iris',
      modelUri: 's3://models/iris',
      modelMetadata: { inputs: [{ name: 'X' }] },
      revisions: [{ name: 'iris-predictor-00001', percent: 100 }],
    });
    expect(stored.observed?.endpoints[0].url).toBe(
      'http://localhost:8080/serving/demo/iris',
    );
    expect(
      stored.object.status?.conditions?.find(c => c.type === 'Ready')?.status,
    ).toBe('True');
    const reasons = (await stores.events.list(stored.uid, 50)).map(
      e => e.reason,
    );
    expect(reasons).toEqual(
      expect.arrayContaining([
        'RevisionCreated',
        'ModelFetched',
        'ReplicaStarted',
        'ReplicaReady',
        'Ready',
      ]),
    );
  });

  it('says Ready only when the gateway confirmed the route, however often it looks before', async () => {
    const { stores, begin, get, gateway, until, update } = await setup();
    await begin();
    await eventually('the gateway serves by a snapshot', () => gateway.current);
    const release = gateway.hold();
    await stores.resources.create('InferenceService', 'local', iris(), as);
    await eventually(
      'the replica is ready, and that is kept',
      async () =>
        (
          await get()
        )?.object.status?.components?.predictor?.latestReadyRevision,
    );
    await update(iris({ minReplicas: 2 }), 'scale');
    const looked = await eventually('another pass was made', async () => {
      const now = await get();
      return now?.observed?.replicas.desired === 2 && now;
    });
    expect(looked.observed?.state).toMatchObject({
      word: 'Starting',
      headline: 'Opening the route',
    });
    release();
    await until('Ready');
  });

  it('moves the traffic to a new revision, then drains and forgets the old one', async () => {
    const { stores, driver, begin, until, update, targets } = await setup();
    await begin();
    await stores.resources.create('InferenceService', 'local', iris(), as);
    await until('Ready');
    await update(iris({ uri: 's3://models/iris-2' }));
    await eventually('the old one is forgotten', () =>
      driver.calls.includes(`remove ${KEY}`),
    );
    expect(targets()).toEqual([KEY_2]);
    const drained = driver.calls.findIndex(call =>
      call.startsWith(`drained ${KEY}`),
    );
    expect(drained).toBeGreaterThan(
      driver.calls.indexOf('apply iris-predictor-00001 0'),
    );
    expect(drained).toBeLessThan(driver.calls.indexOf(`remove ${KEY}`));
    await until('Ready');
  });

  it('keeps the old revision serving while an update does not come up, and gives up the update when it is replaced', async () => {
    const { stores, driver, begin, get, until, update, targets, gateway } =
      await setup({
        becomesReady: ({ model }) => !model?.uri.includes('broken'),
      });
    await begin();
    await stores.resources.create('InferenceService', 'local', iris(), as);
    await until('Ready');
    await update(iris({ uri: 's3://models/broken' }));
    await eventually(
      'the update is under way',
      async () => (await get())?.observed?.revisions.length === 2,
    );
    expect(targets()).toEqual([KEY]);
    const stored = await get();
    expect(stored?.observed).toMatchObject({
      state: { word: 'Ready', tone: 'green', notes: ['Updating to v2'] },
      revisions: [{ percent: 100 }, { percent: 0 }],
    });
    await update(iris({ uri: 's3://models/iris-3' }));
    await eventually(
      'the third one serves alone',
      () =>
        driver.calls.includes(`remove ${KEY_2}`) &&
        driver.calls.includes(`remove ${KEY}`),
    );
    expect(targets()).toEqual(['demo/iris-predictor-00003']);
    for (const { revisions } of gateway.taken)
      expect(revisions[KEY_2]).toBeUndefined();
  });

  it('stops routes first, then replicas, and starts the same revision again', async () => {
    const { stores, driver, begin, until, update, gateway, get } =
      await setup();
    await begin();
    await stores.resources.create('InferenceService', 'local', iris(), as);
    await until('Ready');
    await update(iris({ stop: true }), 'stop');
    await until('Stopped');
    expect(gateway.current?.routes[0]).toMatchObject({
      targets: [],
      unavailable: { status: 503, reason: 'Stopped' },
    });
    expect(driver.replicas(KEY)).toEqual([]);
    expect(driver.calls.some(call => call.startsWith('remove'))).toBe(false);
    await update(iris({ stop: false }), 'start');
    await until('Ready');
    expect((await get())?.observed?.revisions.map(r => r.name)).toEqual([
      'iris-predictor-00001',
    ]);
  });

  it('scales without a new revision', async () => {
    const { stores, driver, begin, until, update, get } = await setup();
    await begin();
    await stores.resources.create(
      'InferenceService',
      'local',
      iris({ minReplicas: 3 }),
      as,
    );
    await until('Ready');
    await update(iris({ minReplicas: 1 }), 'scale');
    await eventually('one is left', () => driver.replicas(KEY).length === 1);
    await eventually(
      'the status says so',
      async () => (await get())?.observed?.replicas.desired === 1,
    );
    expect(await stores.revisions.list((await get())!.uid)).toHaveLength(1);
  });

  it('deletes routes, replicas, private connections and the record, in this order', async () => {
    const { stores, driver, begin, until, get, gateway } = await setup();
    await begin();
    await stores.resources.create(
      'Connection',
      'local',
      {
        apiVersion: 'greenroom/v1alpha1',
        kind: 'Connection',
        metadata: {
          name: 'own',
          namespace: 'demo',
          annotations: { 'greenroom/owned-by': 'iris' },
        },
        spec: { type: 'uri-v1', values: {}, secretKeys: [] },
      },
      as,
    );
    await stores.resources.create('InferenceService', 'local', iris(), as);
    await until('Ready');
    await stores.resources.requestDeletion('InferenceService', ref, {
      ...as,
      action: 'delete',
    });
    await eventually('it is gone', async () => !(await get()));
    expect(gateway.current?.routes).toEqual([]);
    expect(driver.facts()).toEqual([]);
    expect(
      await stores.resources.get('Connection', { ...ref, name: 'own' }),
    ).toBeUndefined();
  });

  it('says why there is nothing to run, and runs it when the reason is gone', async () => {
    const { stores, driver, begin, until, get, gateway } = await setup();
    const [runtime] = driver.runtimeList.splice(0);
    const { loops } = await begin();
    await stores.resources.create('InferenceService', 'local', iris(), as);
    await until('Failed');
    expect((await get())?.observed?.state.findings[0].code).toBe('NoRuntime');
    expect(gateway.current?.routes[0].unavailable?.reason).toBe('NotReady');
    driver.runtimeList.push(runtime);
    await loops.resync();
    await until('Ready');
  });

  it('takes over in a new term without touching what serves', async () => {
    const { stores, driver, begin, until, gateway, get } = await setup();
    const first = await begin();
    await stores.resources.create('InferenceService', 'local', iris(), as);
    await until('Ready');
    await eventually(
      'the metadata is kept',
      async () => (await get())?.observed?.modelMetadata,
    );
    await first.end();
    const before = await get();
    const taken = gateway.taken.length;
    const calls = driver.calls.length;
    await begin();
    await eventually(
      'the new holder pushed its snapshot',
      () => gateway.taken.length > taken,
    );
    expect(
      gateway.taken
        .slice(taken)
        .every(s => s.revisions[KEY]?.replicas.length === 1),
    ).toBe(true);
    expect(driver.calls.slice(calls)).toEqual([]);
    expect((await get())?.statusVersion).toBe(before?.statusVersion);
  });

  it('does nothing more once the lease is lost', async () => {
    const { stores, driver, begin, until, update, get } = await setup();
    const { ended, loops } = await begin();
    await stores.resources.create('InferenceService', 'local', iris(), as);
    await until('Ready');
    ended.abort();
    const calls = driver.calls.length;
    const before = await get();
    await update(iris({ minReplicas: 3 }));
    loops.add(ref);
    await loops.stop();
    expect(driver.calls.slice(calls)).toEqual([]);
    expect((await get())?.statusVersion).toBe(before?.statusVersion);
  });

  it('writes nothing and pushes nothing once another has begun, though it does not know', async () => {
    const { stores, driver, begin, until, update, get, gateway } =
      await setup();
    const hung = await begin();
    await stores.resources.create('InferenceService', 'local', iris(), as);
    await until('Ready');
    const next = await begin();
    await eventually(
      'the next one pushed its snapshot',
      () => gateway.taken.length > 1,
    );
    await next.end();
    const before = await get();
    const taken = gateway.taken.length;
    const events = await stores.events.list(before!.uid, 50);
    await update(iris({ minReplicas: 3 }));
    // This cluster does what anybody tells it
    await eventually('the first one went on', () =>
      driver.calls.includes('apply iris-predictor-00001 3'),
    );
    await hung.end();
    expect((await get())?.statusVersion).toBe(before?.statusVersion);
    expect(await stores.events.list(before!.uid, 50)).toEqual(events);
    expect(gateway.taken).toHaveLength(taken);
  });

  it('tells that a cluster cannot be observed, and picks up when it can', async () => {
    const { stores, driver, clusters, begin, until, get } = await setup();
    const { loops } = await begin();
    await stores.resources.create('InferenceService', 'local', iris(), as);
    await until('Ready');
    const calls = driver.calls.length;
    const problem = jest.spyOn(clusters, 'problem').mockReturnValue({
      message: 'no answer',
      since: new Date().toISOString(),
    });
    await loops.resync();
    await until('Unknown');
    const unknown = (await get())?.observed;
    expect(unknown?.state.headline).toContain('last known');
    expect(unknown?.endpoints).not.toEqual([]);
    expect(driver.calls.slice(calls)).toEqual([]);
    problem.mockRestore();
    await loops.resync();
    await until('Ready');
  });

  it('forgets what runs of a deployment that is not stored', async () => {
    const { stores, driver, begin, until, get } = await setup();
    const first = await begin();
    await stores.resources.create('InferenceService', 'local', iris(), as);
    await until('Ready');
    await first.end();
    await stores.resources.remove((await get())!.uid);
    await begin();
    await eventually('it is forgotten', () =>
      driver.calls.includes(`remove ${KEY}`),
    );
    expect(driver.facts()).toEqual([]);
  });

  it('lets requests in by its hosts, says why it cannot, and lets none in before it goes', async () => {
    const hosts: string[] = [];
    let problem: { message: string; since: string } | undefined = {
      message: 'there is no such class',
      // A Gateway is given a minute
      since: new Date(Date.now() - 3_600_000).toISOString(),
    };
    const { stores, driver, begin, until, get } = await setup({
      expose: async exposed => {
        hosts.push(exposed.hosts.join(' '));
        return problem;
      },
    });
    const { loops } = await begin();
    await stores.resources.create('InferenceService', 'local', iris(), as);
    const told = await eventually('it is told', async () => {
      const { state } = (await get())?.observed ?? {};
      return (
        driver.replicas(KEY)[0]?.state === 'ready' &&
        state?.findings.find(({ code }) => code === 'RouteNotReady')
      );
    });
    expect(told.detail).toContain('there is no such class');
    problem = undefined;
    await loops.resync();
    await until('Ready');
    expect(new Set(hosts)).toEqual(new Set(['iris-demo.localhost']));
    hosts.length = 0;
    await stores.resources.requestDeletion('InferenceService', ref, as);
    await eventually('it is gone', async () => !(await get()));
    expect(hosts.at(-1)).toBe('');
    expect(driver.facts()).toEqual([]);
  });

  it('leaves it to people on a cluster that keeps what is not stored', async () => {
    let held: ServiceInventory[] = [];
    const { stores, driver, begin, until, get, logger } = await setup({
      inventory: { list: async () => held, discard: async () => {} },
    });
    const first = await begin();
    await stores.resources.create('InferenceService', 'local', iris(), as);
    await until('Ready');
    const { uid } = (await get())!;
    await first.end();
    await stores.resources.remove(uid);
    held = [
      {
        namespace: 'demo',
        name: 'iris',
        serviceUid: uid,
        objects: [],
        replicas: 1,
        since: new Date().toISOString(),
      },
    ];
    await begin();
    await eventually('the log tells', () =>
      logger.warn.mock.calls.some(([text]) => text.includes('demo/iris')),
    );
    expect(driver.calls).not.toContain(`remove ${KEY}`);
    expect(driver.replicas(KEY)).toHaveLength(1);
  });

  it.each([0, 1, 2, 3, 4, 6, 9, 13])(
    'comes to the same when its holder is lost after %s acts, whatever it was doing',
    async acts => {
      const { stores, driver, begin, until, update, get, gateway, targets } =
        await setup();
      /** A holder that is lost in the middle, then one that goes on. */
      const interrupted = async () => {
        const first = await begin(acts);
        if (acts > 0) {
          // It may be done before it is lost.
          const patience = AbortSignal.timeout(300);
          await eventually(
            'it is lost',
            () => first.ended.signal.aborted || patience.aborted,
          );
        }
        await first.end();
        return begin();
      };
      await stores.resources.create('InferenceService', 'local', iris(), as);
      let holder = await interrupted();
      await until('Ready');
      expect(driver.replicas(KEY)).toHaveLength(1);
      await holder.end();

      await update(iris({ uri: 's3://models/iris-2' }));
      holder = await interrupted();
      await eventually('the new one serves alone', () =>
        driver.calls.includes(`remove ${KEY}`),
      );
      expect(targets()).toEqual([KEY_2]);
      expect(await stores.revisions.list((await get())!.uid)).toHaveLength(2);
      await holder.end();

      await stores.resources.requestDeletion('InferenceService', ref, as);
      await interrupted();
      await eventually('it is gone', async () => !(await get()));
      expect(driver.facts()).toEqual([]);
      await eventually(
        'so is its route',
        () => gateway.current?.routes.length === 0,
      );
    },
  );
});
