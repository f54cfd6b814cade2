import { NotFoundError } from '@backstage/errors';
import type { Knex } from 'knex';
import { insertHistory } from '../insertHistory';
import type { ResourceWrite, StoreChange } from '../types';
import { findRow } from './findRow';
import { insertRow, newRow } from './insertObject';
import { nameTaken } from './nameTaken';
import { removeRow } from './removeRow';
import { replaceObject } from './replaceObject';
import { describeRef, refOf, type ResourceRow } from './row';

/** What a write did: the row after it, or before a deletion; no change if it said the same again. */
export interface WriteOutcome {
  readonly row: ResourceRow;
  readonly change?: StoreChange['what'];
}

/** One of several writes, within their transaction. @throws ConflictError, NotFoundError */
export async function writeOne(
  tx: Knex,
  options: {
    readonly cluster: string;
    readonly write: ResourceWrite;
    readonly at: Date;
  },
): Promise<WriteOutcome> {
  const { cluster, write, at } = options;
  switch (write.what) {
    case 'create': {
      const row = newRow({ ...write, cluster, at });
      // Looked for first: in PostgreSQL a conflict would end the transaction before its words are found
      const taken = await findRow(tx, row.kind, refOf(row));
      if (taken) throw nameTaken(row.kind, refOf(row), taken);
      await insertRow(tx, row, { context: write.context, at });
      return { row, change: 'spec' };
    }
    case 'replace': {
      const { row, changed } = await replaceObject(tx, { ...write, at });
      return { row, ...(changed && { change: 'spec' as const }) };
    }
    default: {
      const { kind, ref, context } = write;
      const row = await findRow(tx, kind, ref);
      if (!row) {
        throw new NotFoundError(`there is no ${describeRef(kind, ref)}`);
      }
      await insertHistory(tx, {
        uid: row.uid,
        ref,
        generation: Number(row.generation),
        at,
        context,
        changes: [],
      });
      await removeRow(tx, row.uid);
      return { row, change: 'removed' };
    }
  }
}
