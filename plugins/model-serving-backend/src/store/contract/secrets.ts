import type { Stores } from '../types';

/** What {@link Stores.secrets} keeps. */
export function describeSecrets(stores: () => Stores): void {
  describe('secrets', () => {
    it('come back whole and are replaced whole', async () => {
      const { secrets } = stores();
      await secrets.put('u1', { a: 'ä', b: '2' });
      await secrets.put('u1', { a: '3' });
      await expect(secrets.get('u1')).resolves.toEqual({ a: '3' });
      await expect(secrets.get('u2')).resolves.toEqual({});
    });
  });
}
