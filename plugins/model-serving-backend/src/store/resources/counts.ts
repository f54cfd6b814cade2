import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import type { Knex } from 'knex';
import type {
  DeploymentCounters,
  ResourceCriterion,
  RuntimeUseCount,
} from '../types';
import { applyCriteria, type ResourceQuery } from './filter';
import type { ResourceRow } from './row';

interface StateCount {
  readonly state: string;
  readonly total: number | string;
  readonly unowned: number | string;
}

/** Counters of the list, in one pass over what the caller may see. */
export async function countDeployments(
  db: Knex,
  criteria: PermissionCriteria<ResourceCriterion> | undefined,
): Promise<DeploymentCounters> {
  const query: ResourceQuery = db<ResourceRow, ResourceRow[]>(
    'resources',
  ).where({ kind: 'InferenceService' });
  if (criteria) applyCriteria(query, criteria);
  const rows = await query
    .groupBy('state')
    .select<StateCount[]>(
      db.raw(
        `state, count(*) as total, sum(case when owner = '' then 1 else 0 end) as unowned`,
      ),
    );
  const sum = (field: 'total' | 'unowned', ...states: string[]) =>
    rows
      .filter(row => states.length === 0 || states.includes(row.state))
      .reduce((total, row) => total + Number(row[field]), 0);
  return {
    all: sum('total'),
    ready: sum('total', 'ready'),
    failed: sum('total', 'failed'),
    stopped: sum('total', 'stopped'),
    unowned: sum('unowned'),
  };
}

/** How many deployments are on each runtime of a cluster, by version. */
export async function countRuntimeUse(
  db: Knex,
  cluster: string,
): Promise<readonly RuntimeUseCount[]> {
  const unchosen = (column: string) =>
    `case when runtime_key = '' then ${column} else '' end`;
  const rows = await db<ResourceRow>('resources')
    .where({ kind: 'InferenceService', cluster })
    .groupByRaw(
      `runtime_key, runtime_version, ${unchosen('runtime')}, ${unchosen(
        'namespace',
      )}`,
    )
    .select<
      {
        runtime_key: string;
        runtime_version: string;
        named: string;
        project: string;
        total: number | string;
      }[]
    >(
      db.raw(
        `runtime_key, runtime_version, ${unchosen(
          'runtime',
        )} as named, ${unchosen('namespace')} as project, count(*) as total`,
      ),
    );
  return rows.map(row => ({
    key: row.runtime_key,
    named: row.named,
    namespace: row.project,
    version: row.runtime_version,
    count: Number(row.total),
  }));
}
