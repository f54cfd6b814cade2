import type { Knex } from 'knex';
import { LeaseLostError } from './LeaseLostError';
import type { HeldLease } from './types';

/** Runs a write: all of it in one transaction, or none of it. */
export type Transact = <T>(
  write: (tx: Knex.Transaction) => Promise<T>,
) => Promise<T>;

/**
 * PostgreSQL ends a transaction of a process that hangs in the middle of it after this time: what it has locked must not
 * keep the next holder waiting. Far below the time of a lease, far above that of a write.
 */
const HUNG_MS = 2_000;

/** Writes that anybody may do. */
export function plainTransact(db: Knex): Transact {
  return write => db.transaction(write);
}

/**
 * Writes of a term: each commits only if the lease still has the term's fencing number. Whoever takes the lease over
 * waits for writes that have seen the old number, and no write sees it afterwards.
 *
 * @throws LeaseLostError instead of writing, once somebody else has taken the lease
 */
export function fencedTransact(db: Knex, lease: HeldLease): Transact {
  return write =>
    db.transaction(async tx => {
      if (!(await holds(tx, lease))) throw new LeaseLostError();
      return write(tx);
    });
}

async function holds(
  tx: Knex.Transaction,
  { name, fencing }: HeldLease,
): Promise<boolean> {
  if (tx.client.config.client !== 'pg') {
    // A write, though it changes nothing: SQLite then lets nobody else write until the end of the transaction, and this
    // one cannot fail later because somebody did.
    const held = await tx('leases')
      .where({ name, fencing })
      .update({ fencing });
    return held > 0;
  }
  // The weakest lock that a taking over waits for; renewals pass it.
  const { rows } = await tx.raw(
    `select set_config('idle_in_transaction_session_timeout', ?, true)
       from leases where name = ? and fencing = ? for key share of leases`,
    [String(HUNG_MS), name, fencing],
  );
  return rows.length > 0;
}
