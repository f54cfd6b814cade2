import type { Knex } from 'knex';
import type { ResourceStore, StoredKind } from '../types';
import { refOf, type ResourceRow } from './row';

/** References of all resources of a kind, in pages. */
export async function listRefs(
  db: Knex,
  kind: StoredKind,
  after: string | undefined,
  limit: number,
): ReturnType<ResourceStore['listRefs']> {
  const rows = await db<ResourceRow>('resources')
    .select('uid', 'cluster', 'namespace', 'name')
    .where({ kind })
    .modify(query => after !== undefined && query.where('uid', '>', after))
    .orderBy('uid')
    .limit(limit);
  return {
    refs: rows.map(refOf),
    after: rows.length === limit ? rows.at(-1)?.uid : undefined,
  };
}

/** What is mirrored of a managed cluster. */
export async function listMirrored(
  db: Knex,
  cluster: string,
): ReturnType<ResourceStore['listMirrored']> {
  const rows = await db<ResourceRow>('resources')
    .select('kind', 'uid', 'cluster', 'namespace', 'name')
    .where({ cluster })
    .whereNotNull('cluster_version');
  return rows.map(row => ({ kind: row.kind, ref: refOf(row), uid: row.uid }));
}
