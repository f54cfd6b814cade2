import { testScaleRecord } from '../__testUtils__';
import type { Stores } from '../types';

/** What {@link Stores.scaleDecisions} keeps. */
export function describeScaleDecisions(stores: () => Stores): void {
  describe('decisions about replicas', () => {
    it('come back whole, the newest of those that are asked for, oldest first', async () => {
      const { scaleDecisions } = stores();
      const records = [1, 2, 3, 4].map(at => testScaleRecord({ at }));
      const decision = (record: (typeof records)[0]) => ({
        uid: 'u1',
        revision: 'demo/r1',
        record,
      });
      await scaleDecisions.append([
        ...records.map(record => decision(record)),
        { ...decision(records[0]), revision: 'demo/r2' },
      ]);
      // Written again by somebody who does not know that it was
      await scaleDecisions.append([decision(records[3])]);
      const list = (from: number, limit = 100) =>
        scaleDecisions.list('u1', 'demo/r1', { from, limit });
      expect(await list(2)).toEqual(records.slice(1));
      expect(await list(0, 2)).toEqual(records.slice(2));
      await expect(
        scaleDecisions.list('u2', 'demo/r1', { from: 0, limit: 9 }),
      ).resolves.toEqual([]);
      const newest = await scaleDecisions.newest(2);
      expect(newest).toEqual([decision(records[3])]);
      await expect(scaleDecisions.newest(1)).resolves.toHaveLength(2);
      await scaleDecisions.forget(3);
      expect(await list(0)).toEqual(records.slice(2));
    });
  });
}
