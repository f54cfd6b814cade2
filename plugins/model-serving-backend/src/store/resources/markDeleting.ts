import type { ResourceRef } from '@greenroom/backstage-plugin-model-serving-common';
import type { Knex } from 'knex';
import { insertHistory } from '../insertHistory';
import type { StoredKind, WriteContext } from '../types';
import { findRow } from './findRow';
import { listColumns } from './listColumns';
import { resourceOf, storedForm, type ResourceRow } from './row';

/** Marks a resource as being deleted, once, within a transaction. */
export async function markDeleting(
  tx: Knex,
  mark: {
    readonly kind: StoredKind;
    readonly ref: ResourceRef;
    readonly context: WriteContext;
    readonly at: Date;
  },
): Promise<{
  readonly row: ResourceRow | undefined;
  readonly changed: boolean;
}> {
  const { kind, ref, context, at } = mark;
  const row = await findRow(tx, kind, ref);
  if (!row || row.deletion_requested_at !== null) {
    return { row, changed: false };
  }
  const before = resourceOf(row);
  const { state, state_rank, deploy_rank } = listColumns({
    kind,
    namespace: row.namespace,
    object: storedForm(before.object),
    observed: before.observed,
    deleting: true,
    createdAt: new Date(before.createdAt),
  });
  const updated = await tx('resources')
    .where({ uid: row.uid })
    .whereNull('deletion_requested_at')
    .update({
      deletion_requested_at: at,
      version: tx.raw('version + 1'),
      state,
      state_rank,
      deploy_rank,
    });
  const marked = await findRow(tx, kind, ref);
  if (updated === 0) return { row: marked, changed: false };
  await insertHistory(tx, {
    uid: row.uid,
    ref,
    generation: Number(row.generation),
    at,
    context,
    changes: [],
  });
  return { row: marked, changed: true };
}
