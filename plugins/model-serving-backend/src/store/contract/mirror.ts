import type { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';
import { testObserved, testRuntime, testService } from '../__testUtils__';
import type { StoreChange, Stores } from '../types';

const ref = { cluster: 'far', namespace: 'demo', name: 'iris' };
const alice = { actor: 'user:default/alice', action: 'update' };

/** As an API server has it. */
function onCluster(
  version: number,
  change: {
    uid?: string;
    minReplicas?: number;
    url?: string;
    generation?: number;
    deleting?: boolean;
  } = {},
): InferenceService {
  const { uid = 'uid-1', generation = 1 } = change;
  const service = testService({ minReplicas: change.minReplicas });
  return {
    ...service,
    metadata: {
      ...service.metadata,
      uid,
      generation,
      resourceVersion: String(version),
      creationTimestamp: '2026-11-21T10:00:00.000Z',
      finalizers: ['inferenceservice.finalizers'],
      ...(change.deleting && {
        deletionTimestamp: '2026-11-21T11:00:00.000Z',
      }),
    },
    ...(change.url !== undefined && { status: { url: change.url } }),
  };
}

/** The mirror of managed clusters in {@link Stores.resources}. */
export function describeMirror(stores: () => Stores): void {
  describe('mirror', () => {
    const mirror = (...args: Parameters<typeof onCluster>) =>
      stores().resources.mirror('InferenceService', 'far', onCluster(...args));
    const history = async () => {
      const rows = await stores().history.list('uid-1', 10);
      return rows.map(({ action, how, actor, changes }) =>
        [action, how, actor, ...changes].filter(Boolean).join(' '),
      );
    };

    it('has what the cluster has, by its uid and generation, and nothing that it keeps for itself', async () => {
      await mirror(7, { generation: 3, url: 'http://x' });
      const read = await stores().resources.get('InferenceService', ref);
      expect(read).toMatchObject({
        uid: 'uid-1',
        createdAt: '2026-11-21T10:00:00.000Z',
        object: { metadata: { generation: 3 }, status: { url: 'http://x' } },
      });
      expect(read?.object.metadata.finalizers).toBeUndefined();
      expect(await history()).toEqual(['create cluster']);
      expect(await stores().resources.listMirrored('far')).toEqual([
        { kind: 'InferenceService', ref, uid: 'uid-1' },
      ]);
      expect(await stores().resources.listMirrored('local')).toEqual([]);
    });

    it('keeps the version that people edit while only the status moves', async () => {
      const first = await mirror(7);
      const second = await mirror(8, { url: 'http://x' });
      expect(second.stored.object.metadata.resourceVersion).toBe(
        first.stored.object.metadata.resourceVersion,
      );
      expect(second.stored.object.status).toEqual({ url: 'http://x' });
      const third = await mirror(9, { minReplicas: 2, generation: 2 });
      expect(third.stored.object.metadata.resourceVersion).not.toBe(
        first.stored.object.metadata.resourceVersion,
      );
      expect(await history()).toEqual([
        'update cluster spec.predictor.minReplicas',
        'create cluster',
      ]);
    });

    it('does not go back to what is older, unless that is certain', async () => {
      await mirror(100, { minReplicas: 2 });
      const old = onCluster(99, { minReplicas: 1 });
      const { resources } = stores();
      const lagging = await resources.mirror('InferenceService', 'far', old);
      expect(lagging.isOlder).toBe(true);
      expect(lagging.stored.object.spec.predictor.minReplicas).toBe(2);
      const certain = await resources.mirror('InferenceService', 'far', old, {
        isCertain: true,
      });
      expect(certain.stored.object.spec.predictor.minReplicas).toBe(1);
    });

    it('keeps an observation and its columns', async () => {
      const { resources } = stores();
      await mirror(7);
      await resources.updateObserved('uid-1', undefined, testObserved('ready'));
      await mirror(8, { minReplicas: 3 });
      const read = await resources.get('InferenceService', ref);
      expect(read?.observed).toEqual(testObserved('ready'));
      const page = await resources.listDeployments(
        { states: ['ready'] },
        { limit: 10 },
      );
      expect(page.totalItems).toBe(1);
    });

    it('takes an object of another uid for another one', async () => {
      const { resources, events } = stores();
      await mirror(7);
      await events.record('uid-1', {
        type: 'Normal',
        reason: 'Was',
        message: 'there',
      });
      const changes: StoreChange['what'][] = [];
      resources.subscribe(({ what }) => changes.push(what));
      await mirror(3, { uid: 'uid-2' });
      expect((await resources.get('InferenceService', ref))?.uid).toBe('uid-2');
      expect(await events.list('uid-1', 10)).toEqual([]);
      expect(changes).toEqual(['removed', 'spec']);
    });

    it('marks what is being deleted, once', async () => {
      await mirror(7);
      await mirror(8, { deleting: true });
      await mirror(9, { deleting: true });
      const read = await stores().resources.get('InferenceService', ref);
      expect(read?.deletionRequestedAt).toBeDefined();
      expect(await history()).toEqual(['delete cluster', 'create cluster']);
    });

    it('names who wrote it through us, also if it was seen before that is known', async () => {
      const { resources } = stores();
      await mirror(7);
      await resources.mirror(
        'InferenceService',
        'far',
        onCluster(8, { minReplicas: 2 }),
        { context: alice },
      );
      await mirror(9, { minReplicas: 3 });
      await resources.mirror(
        'InferenceService',
        'far',
        onCluster(9, { minReplicas: 3 }),
        { context: { ...alice, action: 'scale' } },
      );
      expect(await history()).toEqual([
        'scale user:default/alice spec.predictor.minReplicas',
        'update user:default/alice spec.predictor.minReplicas',
        'create cluster',
      ]);
    });

    it('takes runtimes into the lists of runtimes', async () => {
      const { resources } = stores();
      const runtime = testRuntime({
        kind: 'ClusterServingRuntime',
        name: 'sklearn',
      });
      await resources.mirror('ClusterServingRuntime', 'far', {
        ...runtime,
        metadata: { ...runtime.metadata, uid: 'r-1', resourceVersion: '4' },
      });
      const [found] = await resources.listRuntimes('far', 'demo');
      expect(found.object.metadata.name).toBe('sklearn');
    });
  });
}
