import { semanticEqual } from '@greenroom/backstage-plugin-model-serving-common';
import type { Knex } from 'knex';
import type { ObservedDeployment, ResourceStore } from '../types';
import { listColumns } from './listColumns';
import { resourceOf, storedForm, type ResourceRow } from './row';

/** Status of any kind that has one. */
export type ResourceStatus = Parameters<ResourceStore['updateObserved']>[1];

/**
 * Writes what was observed, unless it says the same again. The last observation wins over others of its kind; it never
 * undoes an edit or the mark of a deletion that comes at the same time: then it is derived anew.
 *
 * @returns the row as read, if something was written
 */
export async function writeObserved(
  db: Knex,
  write: {
    readonly uid: string;
    readonly status: ResourceStatus;
    readonly observed: ObservedDeployment | undefined;
  },
): Promise<ResourceRow | undefined> {
  const { uid, status, observed } = write;
  for (;;) {
    const row = await db<ResourceRow>('resources').where({ uid }).first();
    if (!row) return undefined;
    const before = resourceOf(row);
    const kept = 'status' in before.object ? before.object.status : undefined;
    const isSame =
      semanticEqual(kept, status) && semanticEqual(before.observed, observed);
    if (isSame) return undefined;
    const deleting = row.deletion_requested_at !== null;
    const columns = listColumns({
      kind: row.kind,
      namespace: row.namespace,
      object: storedForm(before.object),
      observed,
      deleting,
      createdAt: new Date(before.createdAt),
    });
    const updated = await db('resources')
      .where({ uid, status_version: row.status_version })
      .modify(query =>
        deleting
          ? query.whereNotNull('deletion_requested_at')
          : query.whereNull('deletion_requested_at'),
      )
      .update({
        status: status === undefined ? null : JSON.stringify(status),
        observed: observed === undefined ? null : JSON.stringify(observed),
        status_version: Number(row.status_version) + 1,
        // Only the columns that follow from the observation
        state: columns.state,
        state_rank: columns.state_rank,
        deploy_rank: columns.deploy_rank,
        last_deployed_at: columns.last_deployed_at,
        runtime: columns.runtime,
        runtime_key: columns.runtime_key,
        runtime_version: columns.runtime_version,
      });
    // Each turn means that somebody else got through: it ends
    if (updated > 0) return row;
  }
}
