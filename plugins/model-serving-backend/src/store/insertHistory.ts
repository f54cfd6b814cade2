import {
  stringifyResourceRef,
  type HistoryView,
  type KubernetesObject,
  type ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Knex } from 'knex';
import type { WriteContext } from './types';

/** Writes of a resource whose object is kept; older rows stay, without it. */
export const KEPT_OBJECTS = 100;
/** Larger objects are not kept: a hundred of them would be more than all else of a deployment together. */
const MAX_OBJECT_LENGTH = 256 * 1024;

/** One write, as a row of history. */
export interface HistoryEntry {
  readonly uid: string;
  readonly ref: ResourceRef;
  readonly generation: number;
  readonly at: Date;
  readonly context: WriteContext;
  /** Field paths, never values. */
  readonly changes: readonly string[];
  /** After the write, as it is stored: without status, and never with a secret value. */
  readonly object?: KubernetesObject;
  /** Why it was refused, without values that may be secret. */
  readonly reason?: string;
}

/**
 * Writes the row, of an accepted write within its transaction: one is never there without the other.
 */
export async function insertHistory(
  tx: Knex,
  entry: HistoryEntry,
  result: HistoryView['result'] = 'accepted',
): Promise<void> {
  const object = entry.object && JSON.stringify(entry.object);
  const isKept = object !== undefined && object.length <= MAX_OBJECT_LENGTH;
  await tx('history').insert({
    uid: entry.uid,
    ref: stringifyResourceRef(entry.ref),
    generation: entry.generation,
    at: entry.at,
    actor: entry.context.actor ?? null,
    action: entry.context.action,
    changes: JSON.stringify(entry.changes),
    how: entry.context.how ?? null,
    object: isKept ? object : null,
    reason: entry.reason ?? null,
    result,
  });
  if (isKept) await dropOldObjects(tx, entry.uid);
}

async function dropOldObjects(tx: Knex, uid: string): Promise<void> {
  const [tooOld] = await tx('history')
    .select('id')
    .where({ uid })
    .whereNotNull('object')
    .orderBy('id', 'desc')
    .offset(KEPT_OBJECTS)
    .limit(1);
  if (!tooOld) return;
  await tx('history')
    .where({ uid })
    .where('id', '<=', tooOld.id)
    .whereNotNull('object')
    .update({ object: null });
}
