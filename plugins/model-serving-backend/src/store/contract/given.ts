import type { Stores } from '../types';

/** What {@link Stores.given} keeps. */
export function describeGiven(stores: () => Stores): void {
  describe('given connections', () => {
    const bucket = { cluster: 'far', namespace: 'demo', name: 'bucket' };
    const refs = async (cluster: string) =>
      (await stores().given.list(cluster)).map(({ ref }) => ref);

    it('are listed by cluster, each once, until they are taken back', async () => {
      const { given } = stores();
      const other = { ...bucket, name: 'other' };
      await given.add(other);
      await given.add(bucket);
      await given.add(bucket);
      await given.add({ ...bucket, cluster: 'near' });
      await expect(refs('far')).resolves.toEqual([bucket, other]);
      const [first] = await given.list('far');
      await given.remove(first);
      await expect(refs('far')).resolves.toEqual([other]);
      await expect(refs('near')).resolves.toHaveLength(1);
    });

    it('stay where they were given anew since somebody looked', async () => {
      const { given } = stores();
      await given.add(bucket);
      const [before] = await given.list('far');
      await given.add(bucket);
      await given.remove(before);
      await expect(refs('far')).resolves.toEqual([bucket]);
    });
  });
}
