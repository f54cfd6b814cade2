import { testService } from '../__testUtils__';
import type { Stores } from '../types';

const alice = { actor: 'user:default/alice', action: 'create' };
const ref = { cluster: 'local', namespace: 'demo', name: 'iris' };

/** What history promises of writes that were refused. */
export function describeRefusals(stores: () => Stores): void {
  describe('refused writes', () => {
    const refusal = (changes: readonly string[] = ['spec.a']) => ({
      uid: 'u1',
      ref,
      generation: 3,
      context: { actor: 'user:default/bob', action: 'update' },
      changes,
    });

    it('are told apart from accepted ones', async () => {
      const { resources, history } = stores();
      const service = testService({});
      const { uid } = await resources.create(
        'InferenceService',
        'local',
        service,
        alice,
      );
      const reason = 'spec.a: must not be negative';
      await history.addRefused({ ...refusal(), uid, reason });
      const refused = {
        id: expect.any(Number),
        hasObject: false,
        generation: 3,
        at: expect.any(String),
        actor: 'user:default/bob',
        action: 'update',
        changes: ['spec.a'],
        result: 'refused',
        reason,
      };
      const accepted = expect.objectContaining({
        action: 'create',
        result: 'accepted',
      });
      await expect(history.list(uid, 9)).resolves.toEqual([refused, accepted]);
      await expect(history.list(uid, 1, 'accepted')).resolves.toEqual([
        accepted,
      ]);
      await expect(history.list(uid, 9, 'refused')).resolves.toEqual([refused]);
    });

    it('are kept to a hundred of a resource, the newest', async () => {
      const { history } = stores();
      await history.addRefused({ ...refusal(), uid: 'u2' });
      for (let i = 0; i < 103; i++) {
        await history.addRefused(refusal([`spec.f${i}`]));
      }
      const rows = await history.list('u1', 200);
      expect(rows).toHaveLength(100);
      expect(rows[0].changes).toEqual(['spec.f102']);
      expect(rows[99].changes).toEqual(['spec.f3']);
      await expect(history.list('u2', 200)).resolves.toHaveLength(1);
    });

    it('stay small, whatever was sent', async () => {
      const { history } = stores();
      const many = Array.from({ length: 1_000 }, (_, i) => `spec.f${i}`);
      await history.addRefused(refusal(['x'.repeat(10_000), ...many]));
      const [{ changes, reason }] = await history.list('u1', 1);
      expect(changes).toEqual(many.slice(0, 50));
      expect(reason).toBeUndefined();
      await history.addRefused({ ...refusal(), reason: 'x'.repeat(10_000) });
      await expect(history.list('u1', 1)).resolves.toMatchObject([
        { reason: `${'x'.repeat(999)}…` },
      ]);
    });
  });
}

/** What history promises of the objects that writes left behind. */
export function describeHistoryObjects(stores: () => Stores): void {
  describe('objects in history', () => {
    const create = (minReplicas = 1) =>
      stores().resources.create(
        'InferenceService',
        'local',
        testService({ minReplicas }),
        { ...alice, how: 'form' },
      );
    const scale = async (minReplicas: number, labels = {}) => {
      const { resources } = stores();
      const stored = await resources.get('InferenceService', ref);
      const service = testService({ minReplicas });
      return resources.update(
        'InferenceService',
        ref,
        stored?.object.metadata.resourceVersion ?? '',
        { ...service, metadata: { ...service.metadata, labels } },
        { actor: 'user:default/bob', action: 'scale', how: 'api' },
      );
    };
    const minReplicasOf = (object: unknown) =>
      (object as ReturnType<typeof testService> | undefined)?.spec.predictor
        .minReplicas;

    it('are what each write left behind, without status', async () => {
      const { uid } = await create(1);
      await scale(2);
      const { history, resources } = stores();
      await resources.updateObserved(uid, { conditions: [] }, undefined);
      const [second, first] = await history.list(uid, 9);
      expect([second, first]).toEqual([
        expect.objectContaining({ how: 'api', hasObject: true }),
        expect.objectContaining({ how: 'form', hasObject: true }),
      ]);
      const { view, object } = (await history.get(uid, second.id))!;
      expect(view).toEqual(second);
      expect(minReplicasOf(object)).toBe(2);
      expect(object).not.toHaveProperty('status');
      const before = await history.before(uid, second.id);
      expect(before?.view).toEqual(first);
      expect(minReplicasOf(before?.object)).toBe(1);
      await expect(history.before(uid, first.id)).resolves.toBeUndefined();
    });

    it('are found by their resource only', async () => {
      const { uid } = await create();
      const [{ id }] = await stores().history.list(uid, 1);
      await expect(stores().history.get('other', id)).resolves.toBeUndefined();
      await expect(stores().history.get(uid, id + 1)).resolves.toBeUndefined();
    });

    it('of a refused write are not kept, and it is not what was before', async () => {
      const { uid } = await create();
      const { history } = stores();
      const context = { actor: 'user:default/bob', action: 'update' };
      await history.addRefused({
        uid,
        ref,
        generation: 1,
        context,
        changes: [],
      });
      await scale(2);
      const [scaled, refused, created] = await history.list(uid, 9);
      expect(refused).toMatchObject({ result: 'refused', hasObject: false });
      await expect(history.before(uid, scaled.id)).resolves.toMatchObject({
        view: created,
      });
    });

    it('are kept of the newest hundred writes of a resource', async () => {
      const { uid } = await create(1);
      for (let i = 0; i < 101; i++) await scale(1, { i: String(i) });
      const { history } = stores();
      const rows = await history.list(uid, 200);
      expect(rows).toHaveLength(102);
      expect(rows.filter(({ hasObject }) => hasObject)).toEqual(
        rows.slice(0, 100),
      );
      await expect(history.get(uid, rows[101].id)).resolves.toEqual({
        view: rows[101],
        object: undefined,
      });
    });

    it('are not kept if they are huge', async () => {
      const { uid } = await create();
      await scale(1, { huge: 'x'.repeat(300_000) });
      const [row] = await stores().history.list(uid, 1);
      expect(row).toMatchObject({
        changes: ['metadata.labels.huge'],
        hasObject: false,
      });
    });

    it('go with the resource; who did what stays', async () => {
      const { uid } = await create();
      await stores().resources.remove(uid);
      await expect(stores().history.list(uid, 9)).resolves.toEqual([
        expect.objectContaining({ action: 'create', hasObject: false }),
      ]);
    });

    it('tell which write made a generation', async () => {
      const { uid } = await create(1);
      await scale(2);
      await scale(2, { a: 'label only' });
      await scale(3);
      const { history } = stores();
      const [third, , second, first] = await history.list(uid, 9);
      await expect(history.ofGenerations(uid, [1, 2, 3, 4])).resolves.toEqual(
        new Map([
          [1, first],
          [2, second],
          [3, third],
        ]),
      );
      await expect(history.ofGenerations(uid, [])).resolves.toEqual(new Map());
    });
  });
}
