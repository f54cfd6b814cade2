import type { Knex } from 'knex';

/**
 * Lets SQLite write without waiting for the disk at every commit; does nothing on other databases.
 *
 * By default each commit waits for the disk twice, some milliseconds each, in which the whole backend stands still: with
 * thousands of services most of its time. With a write-ahead log that is forced out only now and then, a process that is
 * killed loses nothing; a power cut may take back the writes of the last moments, whole transactions each, as if they had
 * come later.
 */
export async function tuneSqlite(db: Knex): Promise<void> {
  if (db.client.config.client === 'pg') return;
  await db.raw('pragma journal_mode = wal');
  await db.raw('pragma synchronous = normal');
}
