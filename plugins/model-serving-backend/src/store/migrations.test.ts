import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { systemClock } from '../time';
import { DatabaseStores } from './DatabaseStores';
import { createTestStores, testService } from './__testUtils__';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const directory = resolvePackagePath(
  '@greenroom/backstage-plugin-model-serving-backend',
  'migrations',
);

describe.each(databases.eachSupportedId())('migrations on %s', id => {
  it('go up, hold rows, come down, and go up again', async () => {
    const db = await databases.init(id);
    const { stores } = await createTestStores(db);
    await stores.resources.create(
      'InferenceService',
      'local',
      testService({}),
      { action: 'create' },
    );
    await stores.counters.epoch();

    await db.migrate.rollback({ directory }, true);
    await expect(db.schema.hasTable('resources')).resolves.toBe(false);
    await expect(db.schema.hasTable('identity')).resolves.toBe(false);

    await db.migrate.latest({ directory });
    await expect(db('resources').select()).resolves.toEqual([]);
  });

  it('are left to an installation that migrates by itself', async () => {
    const db = await databases.init(id);
    await DatabaseStores.create({
      database: { getClient: async () => db, migrations: { skip: true } },
      secretKeys: [{ id: 'k', key: Buffer.alloc(32) }],
      clock: systemClock,
      logger: mockServices.logger.mock(),
    });
    await expect(db.schema.hasTable('resources')).resolves.toBe(false);
  });
});
