import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import knexFactory from 'knex';
import { tuneSqlite } from './tuneSqlite';

describe('tuneSqlite', () => {
  it('gives a file a write-ahead log, in which a commit does not wait for the disk', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sqlite-'));
    const db = knexFactory({
      client: 'better-sqlite3',
      connection: { filename: join(folder, 'test.sqlite') },
      useNullAsDefault: true,
    });
    try {
      await tuneSqlite(db);
      await expect(db.raw('pragma journal_mode')).resolves.toEqual([
        { journal_mode: 'wal' },
      ]);
      await expect(db.raw('pragma synchronous')).resolves.toEqual([
        { synchronous: 1 },
      ]);
    } finally {
      await db.destroy();
      await rm(folder, { recursive: true });
    }
  });
});
