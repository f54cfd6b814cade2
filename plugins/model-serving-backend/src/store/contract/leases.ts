import type { FakeClock } from '../../testing';
import type { Stores } from '../types';

/** What {@link Stores.leases} and {@link Stores.counters} promise to several backends. */
export function describeLeases(
  stores: () => Stores,
  clock: () => FakeClock,
): void {
  describe('leases', () => {
    it('are held by one, renewed under the same number, and taken over with a higher one', async () => {
      const { leases } = stores();
      const now = clock().now();
      const first = await leases.acquire('loop', 'a', 10_000, now);
      expect(first).toEqual(expect.any(Number));
      await expect(
        leases.acquire('loop', 'b', 10_000, now + 5_000),
      ).resolves.toBeUndefined();
      await expect(
        leases.acquire('loop', 'a', 10_000, now + 8_000),
      ).resolves.toBe(first);
      await expect(
        leases.acquire('loop', 'b', 10_000, now + 19_000),
      ).resolves.toBeUndefined();
      const second = await leases.acquire('loop', 'b', 10_000, now + 21_000);
      expect(second).toBeGreaterThan(first!);
      await expect(
        leases.acquire('loop', 'a', 10_000, now + 22_000),
      ).resolves.toBeUndefined();
    });

    it('that are released go at once, and only by their holder', async () => {
      const { leases } = stores();
      const now = clock().now();
      const first = await leases.acquire('loop', 'a', 10_000, now);
      await leases.release('loop', 'b');
      await expect(
        leases.acquire('loop', 'b', 10_000, now),
      ).resolves.toBeUndefined();
      await leases.release('loop', 'a');
      await expect(
        leases.acquire('loop', 'b', 10_000, now),
      ).resolves.toBeGreaterThan(first!);
    });

    it('go to one of many who ask at once', async () => {
      const { leases } = stores();
      const now = clock().now();
      const ask = (at: number) =>
        Promise.all(
          ['a', 'b', 'c', 'd'].map(holder =>
            leases.acquire('loop', holder, 1_000, at),
          ),
        );
      expect(
        (await ask(now)).filter(number => number !== undefined),
      ).toHaveLength(1);
      expect(
        (await ask(now + 60_000)).filter(number => number !== undefined),
      ).toHaveLength(1);
    });
  });

  describe('counters', () => {
    it('never give a number twice', async () => {
      const { counters } = stores();
      const numbers = await Promise.all(
        Array.from({ length: 20 }, () => counters.next('snapshot')),
      );
      expect(numbers.sort((a, b) => a - b)).toEqual(
        Array.from({ length: 20 }, (_, i) => i + 1),
      );
      await expect(counters.next('other')).resolves.toBe(1);
    });

    it('have an epoch that stays', async () => {
      const { counters } = stores();
      const epochs = await Promise.all([counters.epoch(), counters.epoch()]);
      expect(new Set(epochs).size).toBe(1);
      expect(epochs[0]).not.toBe('');
    });
  });
}
