import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { describeStores } from './contract';
import { createTestStores } from './__testUtils__';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

/** A database of its own costs a second on PostgreSQL: one per file, emptied before each test. */
async function empty(db: Knex): Promise<void> {
  for (const table of [
    'resources',
    'revisions',
    'secrets',
    'tokens',
    'connection_shares',
    'events',
    'history',
    'idempotency',
    'samples',
    'given_connections',
    'leases',
    'counters',
    'identity',
  ]) {
    await db(table).delete();
  }
}

describe.each(databases.eachSupportedId())('DatabaseStores on %s', id => {
  let db: Knex;

  beforeAll(async () => {
    db = await databases.init(id);
    await createTestStores(db);
  });

  describeStores('contract', async () => {
    await empty(db);
    return createTestStores(db);
  });

  it('keep no secret value readable in any table', async () => {
    await empty(db);
    const { stores } = await createTestStores(db);
    await stores.secrets.put('u1', {
      AWS_SECRET_ACCESS_KEY: 'find-me-if-you-can',
    });
    const rows = JSON.stringify(await db('secrets').select());
    expect(rows).not.toContain('find-me');
    expect(rows).not.toContain('AWS_SECRET_ACCESS_KEY');
  });

  it('are another epoch after the database was emptied', async () => {
    const { stores } = await createTestStores(db);
    const epoch = await stores.counters.epoch();
    await empty(db);
    await expect(stores.counters.epoch()).resolves.not.toBe(epoch);
  });
});
