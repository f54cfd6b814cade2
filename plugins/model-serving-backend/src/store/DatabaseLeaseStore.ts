import type { Knex } from 'knex';
import type { LeaseStore } from './types';

/**
 * How long after its end a lease may be taken by somebody else. Clocks of two backends may differ by less than this,
 * else two act at once; the fencing number then tells the older one from the newer.
 */
const CLOCK_MARGIN_MS = 2_000;

interface LeaseRow {
  readonly name: string;
  readonly holder: string;
  readonly fencing: number | string;
  readonly expires_at: number | string;
}

/** {@link LeaseStore} on SQLite or PostgreSQL. */
export class DatabaseLeaseStore implements LeaseStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  async acquire(
    name: string,
    holder: string,
    ttlMs: number,
    now: number,
  ): Promise<number | undefined> {
    const lease = { holder, expires_at: now + ttlMs };
    const renewed = await this.#rows()
      .where({ name, holder })
      .update(lease)
      .returning('fencing');
    if (renewed[0]) return Number(renewed[0].fencing);

    const taken = await this.#rows()
      .where({ name })
      .where(free =>
        free
          .where({ holder: '' })
          .orWhere('expires_at', '<', now - CLOCK_MARGIN_MS),
      )
      .update({ ...lease, fencing: this.#db.raw('fencing + 1') })
      .returning('fencing');
    if (taken[0]) return Number(taken[0].fencing);

    const made = await this.#rows()
      .insert({ name, fencing: 1, ...lease })
      .onConflict('name')
      .ignore()
      .returning('fencing');
    return made[0] && Number(made[0].fencing);
  }

  async release(name: string, holder: string): Promise<void> {
    await this.#rows().where({ name, holder }).update({ holder: '' });
  }

  #rows() {
    return this.#db<LeaseRow>('leases');
  }
}
