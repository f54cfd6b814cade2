import type { Knex } from 'knex';
import { partRange } from '../samples/partKey';
import { moveTokenVersion } from '../tokenVersion';
import type { ResourceRow } from './row';

/** What hangs on a resource and goes with it: table and the column that names the resource. */
const DEPENDENTS = [
  ['revisions', 'service_uid'],
  ['secrets', 'uid'],
  ['connection_shares', 'uid'],
  ['events', 'uid'],
  ['samples', 'uid'],
  ['split_traffic', 'uid'],
] as const;

/** Removes a resource and what hangs on it, within a transaction; of history only who did what stays. Returns the row that was there. */
export async function removeRow(
  tx: Knex,
  uid: string,
): Promise<ResourceRow | undefined> {
  const row = await tx<ResourceRow>('resources').where({ uid }).first();
  await removeTokenScopes(tx, uid);
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

/** A token goes with the last that it opens; gateways are told, lest it opens what gets the same name. */
async function removeTokenScopes(tx: Knex, uid: string): Promise<void> {
  const rows: { family: string }[] = await tx('token_scopes')
    .where({ uid })
    .select('family');
  if (rows.length === 0) return;
  await moveTokenVersion(tx);
  await tx('token_scopes').where({ uid }).delete();
  await tx('tokens')
    .whereIn(
      'family',
      rows.map(({ family }) => family),
    )
    .whereNotIn('family', tx('token_scopes').select('family'))
    .delete();
}
