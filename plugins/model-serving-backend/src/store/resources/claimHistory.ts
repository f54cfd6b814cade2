import {
  semanticEqual,
  type KubernetesObject,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Knex } from 'knex';
import type { WriteContext } from '../types';

/** How many of the last writes are looked at: what was seen of a write comes right after it. */
const LOOKED_AT = 5;

/**
 * Gives a write that was seen on the cluster to whom made it through us: what the cluster tells of a write may arrive
 * before the answer to it.
 */
export async function claimHistory(
  tx: Knex,
  uid: string,
  written: KubernetesObject,
  { actor, action, how }: WriteContext,
): Promise<void> {
  const rows: { id: number; how: string | null; object: string | null }[] =
    await tx('history')
      .where({ uid })
      .select('id', 'how', 'object')
      .orderBy('id', 'desc')
      .limit(LOOKED_AT);
  const seen = rows.find(
    row =>
      row.how === 'cluster' &&
      row.object !== null &&
      semanticEqual(JSON.parse(row.object), written),
  );
  if (!seen) return;
  await tx('history')
    .where({ id: seen.id })
    .update({ actor: actor ?? null, action, how: how ?? null });
}
