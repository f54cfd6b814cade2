import type { Knex } from 'knex';
import { partRange } from '../samples/partKey';
import type { ResourceRow } from './row';

/** What hangs on a resource and goes with it: table and the column that names the resource. */
const DEPENDENTS = [
  ['revisions', 'service_uid'],
  ['secrets', 'uid'],
  ['tokens', 'uid'],
  ['connection_shares', 'uid'],
  ['events', 'uid'],
  ['samples', 'uid'],
] as const;

/** Removes a resource and what hangs on it, within a transaction; of history only who did what stays. Returns the row that was there. */
export async function removeRow(
  tx: Knex,
  uid: string,
): Promise<ResourceRow | undefined> {
  const row = await tx<ResourceRow>('resources').where({ uid }).first();
  for (const [table, column] of DEPENDENTS) {
    await tx(table)
      .where({ [column]: uid })
      .delete();
  }
  const [after, before] = partRange(uid);
  await tx('samples')
    .where('uid', '>', after)
    .where('uid', '<', before)
    .delete();
  // Who did what is kept; what somebody deleted is not
  await tx('history').where({ uid }).update({ object: null });
  await tx('resources').where({ uid }).delete();
  return row;
}
