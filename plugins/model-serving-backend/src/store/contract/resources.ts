import type { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';
import { testObserved, testService } from '../__testUtils__';
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
}
