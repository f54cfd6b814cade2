import type { Knex } from 'knex';
import type {
  PageRequest,
  StoredKind,
  StoredResource,
  StorePage,
} from '../types';
import type { ResourceQuery } from './filter';
import {
  applyKeyset,
  applyOrder,
  cursorAfter,
  type SortColumn,
} from './keyset';
import { resourceOf, type ResourceRow } from './row';

/**
 * One page of some kinds, with the number of matches over all pages.
 *
 * The page is chosen by what indexes hold; only the rows that are shown are read whole. A row with its JSON is some ten
 * kilobytes, and a database that sorts whole rows moves all of them.
 */
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
  const chosen = matches();
  applyKeyset(chosen, order, page.cursor);
  // One more than asked for tells whether there is a next page
  chosen.select('uid').limit(page.limit + 1);
  const rowsQuery = db<ResourceRow, ResourceRow[]>('resources').whereIn(
    'uid',
    chosen,
  );
  applyOrder(rowsQuery, order);
  const [rows, totals] = await Promise.all([
    rowsQuery.select<ResourceRow[]>('*'),
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
