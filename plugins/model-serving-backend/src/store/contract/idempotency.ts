import type { FakeClock } from '../../testing';
import type { Stores } from '../types';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What {@link Stores.idempotency} keeps. */
export function describeIdempotency(
  stores: () => Stores,
  clock: () => FakeClock,
): void {
  describe('idempotency', () => {
    const ref = { cluster: 'local', namespace: 'demo', name: 'iris' };

    it('gives a key to one of many requests, and its result to the later ones', async () => {
      const { idempotency } = stores();
      const claims = await Promise.all(
        [1, 2, 3].map(() => idempotency.claim('k', 'alice')),
      );
      expect(claims.map(({ kind }) => kind).sort()).toEqual([
        'claimed',
        'pending',
        'pending',
      ]);
      await idempotency.complete('k', 'alice', ref);
      await expect(idempotency.claim('k', 'alice')).resolves.toEqual({
        kind: 'done',
        ref,
      });
    });

    it('keeps callers apart', async () => {
      const { idempotency } = stores();
      await idempotency.claim('k', 'alice');
      await expect(idempotency.claim('k', 'bob')).resolves.toEqual({
        kind: 'claimed',
      });
    });

    it('frees the key of a request that failed, died, or is a day old', async () => {
      const { idempotency } = stores();
      await idempotency.claim('k', 'alice');
      await idempotency.release('k', 'alice');
      await expect(idempotency.claim('k', 'alice')).resolves.toEqual({
        kind: 'claimed',
      });
      await clock().advance(2 * MINUTE);
      await expect(idempotency.claim('k', 'alice')).resolves.toEqual({
        kind: 'claimed',
      });
      await idempotency.complete('k', 'alice', ref);
      await idempotency.release('k', 'alice');
      await clock().advance(23 * HOUR);
      await expect(idempotency.claim('k', 'alice')).resolves.toEqual({
        kind: 'done',
        ref,
      });
      await clock().advance(2 * HOUR);
      await expect(idempotency.claim('k', 'alice')).resolves.toEqual({
        kind: 'claimed',
      });
    });
  });
}
