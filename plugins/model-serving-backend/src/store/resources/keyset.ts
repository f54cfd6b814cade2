import { InputError } from '@backstage/errors';
import type { Knex } from 'knex';
import { DatabaseTime, toIso } from '../time';
import type { ResourceQuery } from './filter';
import type { ResourceRow } from './row';

/** One column of an order. Times travel in cursors as ISO 8601. */
export interface SortColumn {
  readonly column:
    | 'uid'
    | 'kind'
    | 'name'
    | 'namespace'
    | 'owner'
    | 'sort_title'
    | 'state_rank'
    | 'deploy_rank'
    | 'runtime'
    | 'format'
    | 'created_at'
    | 'last_deployed_at';
  readonly order: 'asc' | 'desc';
}

/** By title, and for equal ones in a stable order. */
export function byTitle(page: {
  readonly orderBy?: { readonly order: 'asc' | 'desc' };
}): readonly SortColumn[] {
  return [
    { column: 'sort_title', order: page.orderBy?.order ?? 'asc' },
    { column: 'uid', order: 'asc' },
  ];
}

type SortValue = string | number;

const TIMES: readonly SortColumn['column'][] = [
  'created_at',
  'last_deployed_at',
];

/**
 * Where the next page begins: the sort values of the last row of this one, and the order they belong to. Rows that come
 * or go meanwhile shift nothing, unlike with offsets.
 */
export function cursorAfter(
  row: ResourceRow,
  order: readonly SortColumn[],
): string {
  const values = order.map(
    ({ column }): SortValue =>
      isTime(column)
        ? toIso(row[column] as DatabaseTime)
        : (row[column] as SortValue),
  );
  return Buffer.from(JSON.stringify([orderName(order), ...values])).toString(
    'base64url',
  );
}

/** Orders a query. */
export function applyOrder(
  query: ResourceQuery,
  order: readonly SortColumn[],
): void {
  for (const { column, order: direction } of order) {
    query.orderBy(column, direction);
  }
}

/** Orders a query, and starts it behind the cursor. @throws InputError if the cursor is not one of this order. */
export function applyKeyset(
  query: ResourceQuery,
  order: readonly SortColumn[],
  cursor: string | undefined,
): void {
  applyOrder(query, order);
  if (cursor === undefined) return;
  const values = parseCursor(cursor, order);
  // (a > x) or (a = x and b > y) or …: row values would need one direction for all columns
  query.where(outer => {
    for (const [i, { column, order: direction }] of order.entries()) {
      outer.orWhere((inner: Knex.QueryBuilder) => {
        for (const [j, before] of order.slice(0, i).entries()) {
          inner.where(before.column, values[j]);
        }
        inner.where(column, direction === 'asc' ? '>' : '<', values[i]);
      });
    }
  });
}

function parseCursor(
  cursor: string,
  order: readonly SortColumn[],
): (SortValue | Date)[] {
  const [name, ...values] = decode(cursor);
  const wellFormed =
    name === orderName(order) &&
    values.length === order.length &&
    order.every(({ column }, i) =>
      isTime(column)
        ? !Number.isNaN(new Date(String(values[i])).getTime())
        : typeof values[i] === (column.endsWith('_rank') ? 'number' : 'string'),
    );
  if (!wellFormed) {
    throw new InputError(
      `cursor: not a cursor of this list and order; leave it out to start from the first page`,
    );
  }
  return order.map(({ column }, i) =>
    isTime(column) ? new Date(String(values[i])) : (values[i] as SortValue),
  );
}

function decode(cursor: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(
      Buffer.from(cursor, 'base64url').toString('utf8'),
    );
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return []; // reported by the caller as what it is to people: not a cursor
  }
}

function orderName(order: readonly SortColumn[]): string {
  return order.map(({ column, order: d }) => `${column}:${d}`).join(',');
}

function isTime(column: SortColumn['column']): boolean {
  return TIMES.includes(column);
}
