import type { Knex } from 'knex';

/** Counts writes of what tokens open, among the other counters. */
export const TOKEN_VERSION = 'tokens';

/** Says, within a transaction, that gateways must be told anew. Others that do wait until it is over. */
export async function moveTokenVersion(tx: Knex): Promise<void> {
  await tx('counters')
    .insert({ name: TOKEN_VERSION, value: 1 })
    .onConflict('name')
    .merge({ value: tx.raw('counters.value + 1') });
}
