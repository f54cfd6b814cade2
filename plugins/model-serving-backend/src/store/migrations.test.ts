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

  it('keep tokens of one deployment when they come to open more, and back', async () => {
    const db = await databases.init(id);
    const { stores } = await createTestStores(db);
    const { uid, ref } = await stores.resources.create(
      'InferenceService',
      'local',
      testService({}),
      { action: 'create' },
    );
    const kept = {
      start: 'greenroom_abcd',
      verbs: ['infer' as const],
      cluster: 'local',
    };
    const one = await stores.tokens.add(
      { ...kept, id: 'one', hash: '1', name: 'one', scopes: [{ uid }] },
      undefined,
    );
    const scopes = [{ namespace: 'demo' }];
    await stores.tokens.add(
      { ...kept, id: 'all', hash: '2', name: 'all', scopes },
      undefined,
    );
    const name = '20261121120400_token_scopes.js';
    await db.migrate.down({ directory, name });
    await expect(db('tokens').select('id', 'uid')).resolves.toEqual([
      { id: 'one', uid },
    ]);
    await db.migrate.up({ directory, name });
    await expect(stores.tokens.list({ uid, ref })).resolves.toEqual([one]);
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
