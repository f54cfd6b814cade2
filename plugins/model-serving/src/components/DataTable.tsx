import { ReactElement, ReactNode } from 'react';
import {
  Cell,
  Column,
  Row,
  SortDescriptor,
  TableBody,
  TableBodySkeleton,
  TableHeader,
  TableRoot,
} from '@backstage/ui';
import styles from './components.module.css';

/** A column; exactly one column of a table is its row header. */
export interface DataColumn<T> {
  readonly id: string;
  readonly label: string;
  readonly isRowHeader?: boolean;
  readonly isSortable?: boolean;
  readonly cell: (row: T) => ReactNode;
}

/**
 * A table with a name, a row header, sorting by the caller, a skeleton and an empty state. What does not fit scrolls
 * sideways inside it; on a narrow screen each row becomes a block of labelled values instead.
 *
 * Built from the parts of BUI's `Table`, which cannot be given a name.
 */
export function DataTable<T>(props: {
  label: string;
  columns: readonly DataColumn<T>[];
  /** `undefined`: still loading. */
  rows: readonly T[] | undefined;
  getId: (row: T) => string;
  sort?: SortDescriptor;
  onSort?: (sort: SortDescriptor) => void;
  empty?: ReactElement;
  stale?: boolean;
  /** The last column stays in view while the others scroll sideways. */
  keepsLastInView?: boolean;
}) {
  const { label, columns, rows, getId, sort, onSort, empty, stale } = props;
  const className = props.keepsLastInView
    ? `${styles.scroll} ${styles.stickyLast}`
    : styles.scroll;
  return (
    <div className={className} aria-busy={rows === undefined || stale === true}>
      <TableRoot
        aria-label={label}
        sortDescriptor={sort}
        onSortChange={onSort}
        stale={stale}
        isPending={rows === undefined}
      >
        <TableHeader>
          {columns.map(column => (
            <Column
              key={column.id}
              id={column.id}
              isRowHeader={column.isRowHeader}
              allowsSorting={column.isSortable}
            >
              {column.label}
            </Column>
          ))}
        </TableHeader>
        {rows === undefined ? (
          <TableBodySkeleton columns={columns} />
        ) : (
          <TableBody renderEmptyState={empty ? () => empty : undefined}>
            {rows.map(row => (
              <Row key={getId(row)} id={getId(row)}>
                {columns.map(column => (
                  <Cell key={column.id} data-label={column.label}>
                    {column.cell(row)}
                  </Cell>
                ))}
              </Row>
            ))}
          </TableBody>
        )}
      </TableRoot>
    </div>
  );
}
