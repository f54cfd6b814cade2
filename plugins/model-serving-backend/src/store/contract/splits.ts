import { testService } from '../__testUtils__';
import type { Stores } from '../types';

/** What {@link Stores.splits} keeps. */
export function describeSplits(stores: () => Stores): void {
  describe('splits', () => {
    const kept = (requests: number) => ({
      splits: [
        {
          stable: 'demo/r1',
          canary: 'demo/r2',
          percent: 20,
          both: 100,
          since: 1,
        },
      ],
      revisions: {
        'demo/r2': [{ at: 2, requests, failed: 0, latency: { 3: requests } }],
      },
    });

    it('come back as they were last written, for one and for all, until they end', async () => {
      const { splits, resources } = stores();
      const make = async (name: string) => {
        const object = testService({ name });
        const by = { action: 'create' };
        const made = resources.create('InferenceService', 'local', object, by);
        return (await made).uid;
      };
      const [a, b] = [await make('a'), await make('b')];
      const written = (...all: [string, ReturnType<typeof kept>][]) => ({
        written: new Map(all),
        ended: [],
      });
      await splits.write(written([a, kept(1)], [b, kept(5)]));
      await splits.write(written([a, kept(2)]));
      await expect(splits.get(a)).resolves.toEqual(kept(2));
      await expect(splits.list()).resolves.toEqual(
        new Map([
          [a, kept(2)],
          [b, kept(5)],
        ]),
      );
      await splits.write({ written: new Map(), ended: [a] });
      await expect(splits.get(a)).resolves.toBeUndefined();
      await resources.remove(b);
      await splits.write(written([b, kept(6)]));
      expect((await splits.list()).size).toBe(0);
    });
  });
}
