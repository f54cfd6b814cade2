import { ConflictError, NotFoundError } from '@backstage/errors';
import {
  changedPaths,
  isStopped,
  semanticEqual,
  type ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Knex } from 'knex';
import { insertHistory } from '../insertHistory';
import type { ObjectOfKind, StoredKind, WriteContext } from '../types';
import { findRow } from './findRow';
import { listColumns } from './listColumns';
import {
  describeRef,
  refOf,
  resourceOf,
  resourceVersionOf,
  storedForm,
  type ResourceRow,
} from './row';

/** One write of an object over one that was read. */
export interface Replacement<K extends StoredKind> {
  readonly kind: K;
  readonly ref: ResourceRef;
  readonly expectedResourceVersion: string;
  readonly object: ObjectOfKind[K];
  readonly context: WriteContext;
  readonly at: Date;
}

/**
 * Replaces metadata and spec of a resource that is still as it was read, within a transaction.
 * @throws NotFoundError, ConflictError
 */
export async function replaceObject<K extends StoredKind>(
  tx: Knex,
  write: Replacement<K>,
): Promise<{ readonly row: ResourceRow; readonly changed: boolean }> {
  const { kind, ref, expectedResourceVersion, object } = write;
  const row = await findRow(tx, kind, ref);
  if (!row) {
    throw new NotFoundError(
      `${describeRef(kind, ref)} does not exist any more`,
    );
  }
  if (resourceVersionOf(row) !== expectedResourceVersion) {
    throw stale(row, expectedResourceVersion);
  }
  const before = resourceOf<K>(row);
  const kept = storedForm<K>(before.object);
  const { namespace } = kept.metadata;
  const form = storedForm<K>({
    ...object,
    metadata: { ...object.metadata, name: ref.name, namespace },
  });
  const changes = changedPaths(kept, form);
  if (changes.length === 0) return { row, changed: false };

  const columns = listColumns<K>({
    kind,
    namespace: row.namespace,
    object: form,
    observed: before.observed,
    deleting: row.deletion_requested_at !== null,
    createdAt: new Date(before.createdAt),
  });
  const update = {
    object: JSON.stringify(form),
    version: Number(row.version) + 1,
    generation:
      Number(row.generation) + (isNewGeneration<K>(kept, form) ? 1 : 0),
    // Only the columns that follow from the object: an observation may arrive at the same time
    owner: columns.owner,
    sort_title: columns.sort_title,
    search_text: columns.search_text,
    format: columns.format,
    type: columns.type,
    connections: columns.connections,
  };
  const updated = await tx('resources')
    .where({ uid: row.uid, version: row.version })
    .update(update);
  // Somebody wrote between our read and our write (PostgreSQL reads without locking)
  if (updated === 0) throw stale(row, expectedResourceVersion);
  await insertHistory(tx, {
    uid: row.uid,
    ref,
    generation: update.generation,
    at: write.at,
    context: write.context,
    changes,
    object: form,
  });
  await write.context.alongside?.(tx);
  return { row: { ...row, ...update }, changed: true };
}

/** Whether the difference is one that a controller must act on: of anything but metadata, or of the stop annotation. */
function isNewGeneration<K extends StoredKind>(
  before: ObjectOfKind[K],
  after: ObjectOfKind[K],
): boolean {
  const [{ metadata: _before, ...was }, { metadata: _after, ...is }] = [
    before,
    after,
  ];
  if (!semanticEqual(was, is)) return true;
  return isStopped(before) !== isStopped(after);
}

function stale(row: ResourceRow, expected: string): ConflictError {
  return staleWrite(row.kind, refOf(row), expected, resourceVersionOf(row));
}

/** The refusal of a write that was made for another version than there is. */
export function staleWrite(
  kind: StoredKind,
  ref: ResourceRef,
  expected: string,
  now: string,
): ConflictError {
  return new ConflictError(
    `${describeRef(
      kind,
      ref,
    )} was changed since you read it (you read ${expected}, it is now ${now}): read it again and apply your change on top`,
  );
}
