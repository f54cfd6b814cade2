import type { FakeClock } from '../../testing';
import type { Stores } from '../types';

const MINUTE = 60_000;

/** What {@link Stores.events} keeps. */
export function describeEvents(
  stores: () => Stores,
  clock: () => FakeClock,
): void {
  describe('events', () => {
    it('that are equal are counted', async () => {
      const { events } = stores();
      const event = {
        type: 'Warning',
        reason: 'Failed',
        message: 'x',
        object: 'r1',
      } as const;
      await events.record('u1', event);
      await clock().advance(MINUTE);
      await events.record('u1', event);
      await events.record('u1', { ...event, object: 'r2' });
      await clock().advance(MINUTE);
      await events.record('u1', {
        type: 'Normal',
        reason: 'Started',
        message: 'y',
      });
      await expect(events.list('u1', 2)).resolves.toEqual([
        expect.objectContaining({
          reason: 'Started',
          count: 1,
          object: undefined,
        }),
        expect.objectContaining({ reason: 'Failed' }),
      ]);
      await expect(events.list('u1', 10)).resolves.toContainEqual({
        ...event,
        count: 2,
        firstSeen: '2026-11-21T12:00:00.000Z',
        lastSeen: '2026-11-21T12:01:00.000Z',
      });
    });

    it('are at most 200 per resource: the oldest go', async () => {
      const { events } = stores();
      for (let i = 0; i < 203; i++) {
        await clock().advance(1);
        await events.record('u1', {
          type: 'Normal',
          reason: 'R',
          message: `${i}`,
        });
      }
      const kept = await events.list('u1', 1000);
      expect(kept).toHaveLength(200);
      expect(kept[0].message).toBe('202');
      expect(kept.at(-1)?.message).toBe('3');
    });
  });
}
