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
      await history.addRefused({ ...refusal(), uid });
      const refused = {
        generation: 3,
        at: expect.any(String),
        actor: 'user:default/bob',
        action: 'update',
        changes: ['spec.a'],
        result: 'refused',
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
      const [{ changes }] = await history.list('u1', 1);
      expect(changes).toEqual(many.slice(0, 50));
    });
  });
}
