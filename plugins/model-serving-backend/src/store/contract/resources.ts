import type { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';
import {
  testConnection,
  testObserved,
  testRuntime,
  testService,
} from '../__testUtils__';
import type { StoreChange, Stores } from '../types';

const ref = { cluster: 'local', namespace: 'demo', name: 'iris' };
const alice = { actor: 'user:default/alice', action: 'create' };
const edit = { actor: 'user:default/alice', action: 'update' };

function withMinReplicas(
  service: InferenceService,
  minReplicas: number,
): InferenceService {
  return {
    ...service,
    spec: {
      ...service.spec,
      predictor: { ...service.spec.predictor, minReplicas },
    },
  };
}

/** Writes of a {@link Stores.resources}. */
export function describeResourceWrites(stores: () => Stores): void {
  describe('writes', () => {
    it('fill in identity, version, generation and creation time', async () => {
      const { resources } = stores();
      const created = await resources.create(
        'InferenceService',
        'local',
        testService({ owner: 'group:default/a' }),
        alice,
      );

      expect(created.ref).toEqual(ref);
      expect(created.owner).toBe('group:default/a');
      expect(created.createdAt).toBe('2026-11-21T12:00:00.000Z');
      expect(created.object.metadata).toMatchObject({
        uid: created.uid,
        generation: 1,
        resourceVersion: expect.any(String),
        creationTimestamp: '2026-11-21T12:00:00.000Z',
      });
      await expect(resources.get('InferenceService', ref)).resolves.toEqual(
        created,
      );
      await expect(resources.getByUid(created.uid)).resolves.toEqual(created);
    });

    it('refuse a name that is taken, and say which', async () => {
      const { resources } = stores();
      await resources.create(
        'InferenceService',
        'local',
        testService({}),
        alice,
      );
      await expect(
        resources.create('InferenceService', 'local', testService({}), alice),
      ).rejects.toMatchObject({
        name: 'ConflictError',
        message: expect.stringContaining(
          'deployment local/demo/iris exists already',
        ),
      });
      await expect(
        resources.create('InferenceService', 'other', testService({}), alice),
      ).resolves.toBeDefined();
    });

    it('move the generation with the spec, not with a label', async () => {
      const { resources } = stores();
      const first = await resources.create(
        'InferenceService',
        'local',
        testService({}),
        alice,
      );
      const labelled = await resources.update(
        'InferenceService',
        ref,
        first.object.metadata.resourceVersion!,
        {
          ...first.object,
          metadata: { ...first.object.metadata, labels: { a: 'b' } },
        },
        edit,
      );
      expect(labelled.object.metadata.generation).toBe(1);
      expect(labelled.object.metadata.resourceVersion).not.toBe(
        first.object.metadata.resourceVersion,
      );

      const scaled = await resources.update(
        'InferenceService',
        ref,
        labelled.object.metadata.resourceVersion!,
        withMinReplicas(labelled.object, 3),
        edit,
      );
      expect(scaled.object.metadata.generation).toBe(2);
      expect(scaled.object.metadata.labels).toEqual({ a: 'b' });
    });

    it('move the generation with the stop annotation', async () => {
      const { resources } = stores();
      const { object } = await resources.create(
        'InferenceService',
        'local',
        testService({}),
        alice,
      );
      const stopped = await resources.update(
        'InferenceService',
        ref,
        object.metadata.resourceVersion!,
        {
          ...object,
          metadata: {
            ...object.metadata,
            annotations: { 'serving.kserve.io/stop': 'true' },
          },
        },
        { actor: 'user:default/alice', action: 'stop' },
      );
      expect(stopped.object.metadata.generation).toBe(2);
    });

    it('without any change are none', async () => {
      const { resources, history } = stores();
      const created = await resources.create(
        'InferenceService',
        'local',
        testService({}),
        alice,
      );
      const seen: StoreChange[] = [];
      resources.subscribe(change => seen.push(change));
      const again = await resources.update(
        'InferenceService',
        ref,
        created.object.metadata.resourceVersion!,
        created.object,
        edit,
      );
      expect(again).toEqual(created);
      expect(seen).toEqual([]);
      await expect(history.list(created.uid, 10)).resolves.toHaveLength(1);
    });

    it('that name an old version change nothing', async () => {
      const { resources } = stores();
      const { object } = await resources.create(
        'InferenceService',
        'local',
        testService({}),
        alice,
      );
      const version = object.metadata.resourceVersion!;
      const now = await resources.update(
        'InferenceService',
        ref,
        version,
        withMinReplicas(object, 2),
        edit,
      );
      await expect(
        resources.update(
          'InferenceService',
          ref,
          version,
          withMinReplicas(object, 5),
          edit,
        ),
      ).rejects.toMatchObject({ name: 'ConflictError' });
      await expect(resources.get('InferenceService', ref)).resolves.toEqual(
        now,
      );
    });

    it('of two at once exactly one wins', async () => {
      const { resources } = stores();
      const { object } = await resources.create(
        'InferenceService',
        'local',
        testService({}),
        alice,
      );
      const results = await Promise.allSettled(
        [2, 3, 4, 5].map(n =>
          resources.update(
            'InferenceService',
            ref,
            object.metadata.resourceVersion!,
            withMinReplicas(object, n),
            edit,
          ),
        ),
      );
      expect(
        results.filter(result => result.status === 'fulfilled'),
      ).toHaveLength(1);
      const refusals = results.flatMap(result =>
        result.status === 'rejected' ? [result.reason.name] : [],
      );
      expect(refusals).toEqual(Array(3).fill('ConflictError'));
      const stored = await resources.get('InferenceService', ref);
      expect(stored?.object.metadata.generation).toBe(2);
    });

    it('to a version of a deleted namesake are refused', async () => {
      const { resources } = stores();
      const old = await resources.create(
        'InferenceService',
        'local',
        testService({}),
        alice,
      );
      await resources.remove(old.uid);
      const { object } = await resources.create(
        'InferenceService',
        'local',
        testService({}),
        alice,
      );
      await expect(
        resources.update(
          'InferenceService',
          ref,
          old.object.metadata.resourceVersion!,
          withMinReplicas(object, 2),
          edit,
        ),
      ).rejects.toMatchObject({ name: 'ConflictError' });
    });

    it('to what is gone are not found', async () => {
      await expect(
        stores().resources.update(
          'InferenceService',
          ref,
          '1-x',
          testService({}),
          edit,
        ),
      ).rejects.toMatchObject({ name: 'NotFoundError' });
    });

    it('leave a row of history with field paths and no values', async () => {
      const { resources, history } = stores();
      const { uid, object } = await resources.create(
        'InferenceService',
        'local',
        testService({}),
        alice,
      );
      await resources.update(
        'InferenceService',
        ref,
        object.metadata.resourceVersion!,
        withMinReplicas(object, 7),
        edit,
      );
      await resources.requestDeletion('InferenceService', ref, {
        actor: 'user:default/bob',
        action: 'delete',
      });
      await resources.remove(uid);
      await expect(history.list(uid, 10)).resolves.toEqual([
        expect.objectContaining({
          action: 'delete',
          actor: 'user:default/bob',
          generation: 2,
          changes: [],
        }),
        expect.objectContaining({
          action: 'update',
          generation: 2,
          changes: ['spec.predictor.minReplicas'],
        }),
        expect.objectContaining({
          action: 'create',
          generation: 1,
          result: 'accepted',
        }),
      ]);
    });

    it('tell listeners after they are committed, whatever a listener does', async () => {
      const { resources } = stores();
      const seen: string[] = [];
      resources.subscribe(() => {
        throw new Error('a listener broke');
      });
      const stop = resources.subscribe(({ what }) => seen.push(what));
      const { uid } = await resources.create(
        'InferenceService',
        'local',
        testService({}),
        alice,
      );
      await resources.updateObserved(uid, undefined, testObserved('ready'));
      await resources.requestDeletion('InferenceService', ref, alice);
      await resources.remove(uid);
      stop();
      await resources.create(
        'InferenceService',
        'local',
        testService({}),
        alice,
      );
      expect(seen).toEqual(['spec', 'observed', 'deleting', 'removed']);
    });
  });

  describe('observations', () => {
    it('move neither version nor generation', async () => {
      const { resources } = stores();
      const { uid, object } = await resources.create(
        'InferenceService',
        'local',
        testService({}),
        alice,
      );
      const observed = testObserved('ready', {
        lastDeployedAt: '2026-11-21T12:05:00.000Z',
      });
      await expect(
        resources.updateObserved(uid, { url: 'http://x' }, observed),
      ).resolves.toBe(true);
      const read = await resources.get('InferenceService', ref);
      expect(read?.object.metadata).toEqual(object.metadata);
      expect(read?.object.status).toEqual({ url: 'http://x' });
      expect(read?.observed).toEqual(observed);
      expect(read?.statusVersion).toBe(1);
    });

    it('that say the same again are not written', async () => {
      const { resources } = stores();
      const { uid } = await resources.create(
        'InferenceService',
        'local',
        testService({}),
        alice,
      );
      await resources.updateObserved(
        uid,
        { url: 'http://x' },
        testObserved('ready'),
      );
      await expect(
        resources.updateObserved(
          uid,
          { url: 'http://x' },
          testObserved('ready'),
        ),
      ).resolves.toBe(false);
      await expect(
        resources.updateObserved('gone', undefined, undefined),
      ).resolves.toBe(false);
    });

    it("do not undo a person's edit", async () => {
      const { resources } = stores();
      const { uid, object } = await resources.create(
        'InferenceService',
        'local',
        testService({}),
        alice,
      );
      await Promise.all([
        resources.update(
          'InferenceService',
          ref,
          object.metadata.resourceVersion!,
          withMinReplicas(object, 4),
          edit,
        ),
        resources.updateObserved(uid, undefined, testObserved('ready')),
      ]);
      const read = await resources.get('InferenceService', ref);
      expect(read?.object.spec.predictor.minReplicas).toBe(4);
      expect(read?.observed?.state.code).toBe('ready');
    });
  });

  describe('deletion', () => {
    it('is marked once, shown, and keeps the name until the row is removed', async () => {
      const { resources } = stores();
      const { uid } = await resources.create(
        'InferenceService',
        'local',
        testService({}),
        alice,
      );
      const marked = await resources.requestDeletion(
        'InferenceService',
        ref,
        alice,
      );
      expect(marked?.deletionRequestedAt).toBe('2026-11-21T12:00:00.000Z');
      expect(marked?.object.metadata.deletionTimestamp).toBe(
        '2026-11-21T12:00:00.000Z',
      );
      await expect(
        resources.requestDeletion('InferenceService', ref, alice),
      ).resolves.toEqual(marked);
      await expect(
        resources.create('InferenceService', 'local', testService({}), alice),
      ).rejects.toThrow(/still being deleted/);
      await resources.remove(uid);
      await resources.remove(uid);
      await expect(
        resources.get('InferenceService', ref),
      ).resolves.toBeUndefined();
      await expect(
        resources.requestDeletion('InferenceService', ref, alice),
      ).resolves.toBeUndefined();
    });

    it('takes what hangs on the resource with it', async () => {
      const { resources, secrets, events, samples } = stores();
      const { uid } = await resources.create(
        'Connection',
        'local',
        testConnection({ name: 'store' }),
        alice,
      );
      await secrets.put(uid, { key: 'value' });
      await events.record(uid, {
        type: 'Normal',
        reason: 'Made',
        message: 'made',
      });
      await resources.remove(uid);
      await expect(secrets.get(uid)).resolves.toEqual({});
      await expect(events.list(uid, 10)).resolves.toEqual([]);
      await expect(
        samples.query(uid, 0, Number.MAX_SAFE_INTEGER),
      ).resolves.toEqual([]);
    });
  });

  describe('other kinds', () => {
    it('find runtimes of the namespace and of the whole cluster', async () => {
      const { resources } = stores();
      await resources.create(
        'ClusterServingRuntime',
        'local',
        testRuntime({ kind: 'ClusterServingRuntime', name: 'wide' }),
        alice,
      );
      await resources.create(
        'ServingRuntime',
        'local',
        testRuntime({ kind: 'ServingRuntime', name: 'own', namespace: 'demo' }),
        alice,
      );
      await resources.create(
        'ServingRuntime',
        'local',
        testRuntime({
          kind: 'ServingRuntime',
          name: 'foreign',
          namespace: 'b',
        }),
        alice,
      );
      const names = async (...args: [string, string?]) =>
        (await resources.listRuntimes(...args)).map(
          ({ object }) => object.metadata.name,
        );
      await expect(names('local', 'demo')).resolves.toEqual(['own', 'wide']);
      await expect(names('local')).resolves.toEqual(['foreign', 'own', 'wide']);
      await expect(names('other')).resolves.toEqual([]);
    });

    it('count the deployments on each runtime', async () => {
      const { resources } = stores();
      for (const [name, kind] of [
        ['a', 'ServingRuntime'],
        ['b', 'ClusterServingRuntime'],
        ['c', 'ClusterServingRuntime'],
      ] as const) {
        const { uid } = await resources.create(
          'InferenceService',
          'local',
          testService({ name }),
          alice,
        );
        await resources.updateObserved(
          uid,
          undefined,
          testObserved('ready', { runtime: { kind, name: 'r', title: 'R' } }),
        );
      }
      await expect(resources.countRuntimeUse('local')).resolves.toEqual(
        new Map([
          ['ServingRuntime/demo/r', 1],
          ['ClusterServingRuntime//r', 2],
        ]),
      );
    });

    it('find the deployments that use a connection, by whole name', async () => {
      const { resources } = stores();
      await resources.create(
        'InferenceService',
        'local',
        testService({ name: 'a', connection: 'store' }),
        alice,
      );
      await resources.create(
        'InferenceService',
        'local',
        testService({ name: 'b', connection: 'store-2' }),
        alice,
      );
      await resources.create(
        'InferenceService',
        'local',
        testService({ name: 'c', namespace: 'other', connection: 'store' }),
        alice,
      );
      await resources.create(
        'InferenceService',
        'local',
        testService({
          name: 'd',
          annotations: { 'opendatahub.io/connections': 'store' },
        }),
        alice,
      );
      const users = await resources.deploymentsUsingConnection({
        cluster: 'local',
        namespace: 'demo',
        name: 'store',
      });
      expect(users.map(({ name }) => name)).toEqual(['a', 'd']);
    });

    it('walk all references of a kind in pages', async () => {
      const { resources } = stores();
      for (let i = 0; i < 5; i++) {
        await resources.create(
          'InferenceService',
          'local',
          testService({ name: `m${i}` }),
          alice,
        );
      }
      const names: string[] = [];
      let after: string | undefined;
      do {
        const page = await resources.listRefs('InferenceService', after, 2);
        names.push(...page.refs.map(({ name }) => name));
        after = page.after;
      } while (after !== undefined);
      expect(names.sort()).toEqual(['m0', 'm1', 'm2', 'm3', 'm4']);
    });
  });
}
