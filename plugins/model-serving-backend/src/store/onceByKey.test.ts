import { TestDatabases } from '@backstage/backend-test-utils';
import { Lifeline, mortalStores } from '../testing/Lifeline';
import { onceByKey } from './onceByKey';
import type { Stores } from './types';
import { createTestStores, testService } from './__testUtils__';

jest.setTimeout(300_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const request = {
  key: 'k',
  actor: 'user:default/ada',
  ref: { cluster: 'local', namespace: 'demo', name: 'iris' },
};

const createOnce = (stores: Stores) =>
  onceByKey(stores.idempotency, request, alongside =>
    stores.resources.create('InferenceService', 'local', testService({}), {
      actor: request.actor,
      action: 'create',
      alongside,
    }),
  );

describe.each(databases.eachSupportedId())(
  'a creation with a key, on %s',
  id => {
    it('is made once, whichever of its effects was the last of its process', async () => {
      const { stores, clock } = await createTestStores(
        await databases.init(id),
      );
      let effects = 0;
      for (let wasKilled = true; wasKilled; effects++) {
        const life = new Lifeline(effects);
        await createOnce(mortalStores(stores, life)).catch(() => undefined);
        wasKilled = life.isOver;
        // A key whose process ended is free again after a minute.
        await clock.advance(61_000);
        const again = await createOnce(stores);
        const ref = again.kind === 'made' ? again.made.ref : again.ref;
        expect(ref).toEqual(request.ref);
        const { totalItems, items } = await stores.resources.listDeployments(
          {},
          { limit: 10 },
        );
        expect(totalItems).toBe(1);
        await expect(createOnce(stores)).resolves.toMatchObject({
          kind: 'known',
        });
        await stores.resources.remove(items[0].uid);
        await clock.advance(25 * 60 * 60 * 1000);
      }
      // Otherwise nothing was killed in the middle of anything
      expect(effects).toBeGreaterThan(2);
    });
  },
);
