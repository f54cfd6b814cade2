import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import type { Knex } from 'knex';
import type {
  DeploymentFilter,
  ResourceCriterion,
  ResourceFilter,
} from '../types';
import type { ResourceRow } from './row';

/** A query over `resources`. */
export type ResourceQuery = Knex.QueryBuilder<ResourceRow, ResourceRow[]>;

/** Columns that a list of values may be demanded of. */
type FilterColumn =
  | 'state'
  | 'owner'
  | 'cluster'
  | 'namespace'
  | 'runtime'
  | 'format'
  | 'type';

/** Narrows a query to what matches the filter. */
export function applyFilter(
  query: ResourceQuery,
  filter: DeploymentFilter & { readonly types?: readonly string[] },
): void {
  const columns: [FilterColumn, readonly string[] | undefined][] = [
    ['state', filter.states],
    ['owner', filter.owners],
    ['cluster', filter.clusters],
    ['namespace', filter.namespaces],
    ['runtime', filter.runtimes],
    ['format', filter.formats],
    ['type', filter.types],
  ];
  for (const [column, values] of columns) {
    if (values) query.whereIn(column, [...values]);
  }
  applySearch(query, filter.search);
  if (filter.criteria) applyCriteria(query, filter.criteria);
}

/** What is stored of a built-in runtime: only that it is switched or ordered. */
export const OVERRIDE_TYPE = 'override';

/** Narrows a query over several kinds to what matches the filter. */
export function applyResourceFilter(
  query: ResourceQuery,
  filter: ResourceFilter,
): void {
  if (filter.clusters) query.whereIn('cluster', [...filter.clusters]);
  if (filter.namespaces) query.whereIn('namespace', [...filter.namespaces]);
  if (filter.name !== undefined) query.where({ name: filter.name });
  query.whereNot({ type: OVERRIDE_TYPE });
  applySearch(query, filter.search);
  query.where(outer => {
    for (const { kinds, criteria } of filter.visible) {
      outer.orWhere(part => {
        part.whereIn('kind', [...kinds]);
        if (criteria) applyCriteria(part, criteria);
      });
    }
    if (filter.visible.length === 0) outer.whereRaw('1 = 0');
  });
}

/** A text for a pattern of `like` that is escaped by a backslash. */
export function likeText(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

function applySearch(query: ResourceQuery, search: string | undefined): void {
  for (const word of searchWords(search)) {
    query.whereRaw(`search_text like ? escape '\\'`, [`%${likeText(word)}%`]);
  }
}

/**
 * Narrows a query to what a policy lets the caller see. An empty `allOf` holds for everything and an empty `anyOf` for
 * nothing, as in the policy framework.
 */
export function applyCriteria(
  query: ResourceQuery,
  criteria: PermissionCriteria<ResourceCriterion>,
): void {
  if ('key' in criteria) {
    query.whereIn(criteria.key, [...criteria.values]);
  } else if ('not' in criteria) {
    query.whereNot(inner => applyCriteria(inner, criteria.not));
  } else if ('allOf' in criteria) {
    query.where(inner => {
      for (const part of criteria.allOf) {
        inner.andWhere(nested => applyCriteria(nested, part));
      }
    });
  } else {
    query.where(inner => {
      for (const part of criteria.anyOf) {
        inner.orWhere(nested => applyCriteria(nested, part));
      }
      if (criteria.anyOf.length === 0) inner.whereRaw('1 = 0');
    });
  }
}

/** Every word must occur somewhere. */
function searchWords(search: string | undefined): string[] {
  return (search ?? '').toLowerCase().split(/\s+/).filter(Boolean);
}
