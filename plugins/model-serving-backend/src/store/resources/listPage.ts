import type { Knex } from 'knex';
import type {
  PageRequest,
  StoredKind,
  StoredResource,
  StorePage,
} from '../types';
import type { ResourceQuery } from './filter';
import { applyKeyset, cursorAfter, type SortColumn } from './keyset';
import { resourceOf, type ResourceRow } from './row';

/** One page of some kinds, with the number of matches over all pages. Two queries, neither reads more rows than it answers. */
export async function listPage<K extends StoredKind>(
  db: Knex,
  kinds: readonly K[],
  narrow: (query: ResourceQuery) => void,
  order: readonly SortColumn[],
  page: PageRequest<string>,
): Promise<StorePage<StoredResource<K>>> {
  const matches = () => {
    const query: ResourceQuery = db<ResourceRow, ResourceRow[]>(
      'resources',
    ).whereIn('kind', [...kinds]);
    narrow(query);
    return query;
  };
  const rowsQuery = matches();
  applyKeyset(rowsQuery, order, page.cursor);
  const [rows, totals] = await Promise.all([
    // One more than asked for tells whether there is a next page
    rowsQuery.select<ResourceRow[]>('*').limit(page.limit + 1),
    matches().count<{ total: number | string }[]>({ total: '*' }),
  ]);
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  return {
    items: shown.map(row => resourceOf<K>(row)),
    totalItems: Number(totals[0]?.total ?? 0),
    nextCursor:
      rows.length > page.limit && last ? cursorAfter(last, order) : undefined,
  };
}
