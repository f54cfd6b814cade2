import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { insertHistory } from '../insertHistory';
import type { ObjectOfKind, StoredKind, WriteContext } from '../types';
import { listColumns } from './listColumns';
import { refOf, storedForm, type ResourceRow } from './row';

/** A resource that is to be there. */
export interface Insertion<K extends StoredKind> {
  readonly kind: K;
  readonly cluster: string;
  readonly object: ObjectOfKind[K];
  readonly context: WriteContext;
  readonly at: Date;
}

/** The row of a new resource. */
export function newRow<K extends StoredKind>(
  insertion: Insertion<K>,
): ResourceRow {
  const { kind, cluster, object, at } = insertion;
  const { name, namespace = '' } = object.metadata;
  const form = storedForm<K>(object);
  return {
    uid: object.metadata.uid ?? randomUUID(),
    kind,
    cluster,
    namespace,
    name,
    object: JSON.stringify(form),
    status: null,
    observed: null,
    version: 1,
    generation: 1,
    status_version: 0,
    cluster_version: null,
    created_at: at,
    deletion_requested_at: null,
    ...listColumns<K>({
      kind,
      namespace,
      object: form,
      observed: undefined,
      deleting: false,
      createdAt: at,
    }),
  };
}

/**
 * Stores a new resource with its first row of history, within a transaction.
 * @throws the database's conflict error if the name is taken
 */
export async function insertRow(
  tx: Knex,
  row: ResourceRow,
  { context, at }: Pick<Insertion<StoredKind>, 'context' | 'at'>,
): Promise<void> {
  await tx('resources').insert(row);
  await insertHistory(tx, {
    uid: row.uid,
    ref: refOf(row),
    generation: 1,
    at,
    context,
    changes: [],
    object: JSON.parse(row.object),
  });
  await context.alongside?.(tx);
}
