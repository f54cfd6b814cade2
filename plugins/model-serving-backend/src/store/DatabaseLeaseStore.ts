import type { Knex } from 'knex';
import type { LeaseStore } from './types';

/**
 * How long after its end a lease may be taken by somebody else. Where the clocks of two backends differ by more than
 * this, both may believe to hold it for a moment; only the writes of the newer number are accepted.
 */
const CLOCK_MARGIN_MS = 1_000;

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

    const taken = await this.#take(name, lease, now);
    if (taken !== undefined) return taken;

    const made = await this.#rows()
      .insert({ name, fencing: 1, ...lease })
      .onConflict('name')
      .ignore()
      .returning('fencing');
    return made[0] && Number(made[0].fencing);
  }

  /** Takes what is free, once writes that saw the number before are done. */
  async #take(
    name: string,
    lease: Pick<LeaseRow, 'holder' | 'expires_at'>,
    now: number,
  ): Promise<number | undefined> {
    const isFree = (row: Knex.QueryBuilder) =>
      row
        .where({ holder: '' })
        .orWhere('expires_at', '<', now - CLOCK_MARGIN_MS);
    const [free] = await this.#rows().where({ name }).where(isFree).select();
    if (!free) return undefined;
    return this.#db.transaction(async tx => {
      // See transact.ts: a renewal passes the locks of such writes, this one waits for them
      await tx('leases').where({ name }).forUpdate().select('name');
      const [taken] = await tx<LeaseRow>('leases')
        .where({ name, fencing: free.fencing })
        .where(isFree)
        .update({ ...lease, fencing: Number(free.fencing) + 1 })
        .returning('fencing');
      return taken && Number(taken.fencing);
    });
  }

  async release(name: string, holder: string): Promise<void> {
    await this.#rows().where({ name, holder }).update({ holder: '' });
  }

  #rows() {
    return this.#db<LeaseRow>('leases');
  }
}
