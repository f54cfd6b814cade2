import type { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';
import {
  testConnection,
  testObserved,
  testRuntime,
  testService,
} from '../__testUtils__';
import { partKey } from '../samples';
import type { Stores } from '../types';

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

/** Observations, deletion and other kinds of a {@link Stores.resources}. */
export function describeResourceLife(stores: () => Stores): void {
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
      await expect(
        resources.listDeployments({ states: ['ready'] }, { limit: 1 }),
      ).resolves.toMatchObject({ totalItems: 1 });
    });

    it('do not undo a deletion that comes at the same time', async () => {
      const { resources } = stores();
      const { uid } = await resources.create(
        'InferenceService',
        'local',
        testService({}),
        alice,
      );
      await Promise.all([
        resources.updateObserved(uid, undefined, testObserved('ready')),
        resources.requestDeletion('InferenceService', ref, alice),
        resources.updateObserved(uid, undefined, testObserved('failed')),
      ]);
      await expect(
        resources.listDeployments({ states: ['deleting'] }, { limit: 1 }),
      ).resolves.toMatchObject({ totalItems: 1 });
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
      const sample = {
        at: 10_000,
        seconds: 10,
        ok: 1,
        client: 0,
        server: 0,
        latencySumMs: 1,
        latency: {},
        inflight: 0,
        desired: 1,
        ready: 1,
      };
      const kinds = ['revision', 'tag', 'token', 'refusal'] as const;
      await samples.append([
        { ...sample, uid },
        ...kinds.map(kind => ({ ...sample, uid: partKey(uid, kind, 'one') })),
      ]);
      await resources.remove(uid);
      await expect(
        Promise.all(
          kinds.map(kind =>
            samples.queryParts(uid, kind, 0, Number.MAX_SAFE_INTEGER),
          ),
        ),
      ).resolves.toEqual(kinds.map(() => new Map()));
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
      await resources.create(
        'InferenceService',
        'local',
        testService({ name: 'd', runtime: 'named' }),
        alice,
      );
      const use = await resources.countRuntimeUse('local');
      const one = { named: '', namespace: '', version: '' };
      expect([...use].sort((a, b) => a.count - b.count)).toEqual([
        expect.objectContaining({ count: 1 }),
        expect.objectContaining({ count: 1 }),
        { ...one, key: 'ClusterServingRuntime//r', count: 2 },
      ]);
      expect(use).toContainEqual({
        ...one,
        key: 'ServingRuntime/demo/r',
        count: 1,
      });
      expect(use).toContainEqual({
        key: '',
        named: 'named',
        namespace: 'demo',
        version: '',
        count: 1,
      });
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
