import {
  stringifyResourceRef,
  type HistoryView,
  type ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Knex } from 'knex';
import type { WriteContext } from './types';

/** One write, as a row of history. */
export interface HistoryEntry {
  readonly uid: string;
  readonly ref: ResourceRef;
  readonly generation: number;
  readonly at: Date;
  readonly context: WriteContext;
  /** Field paths, never values. */
  readonly changes: readonly string[];
}

/**
 * Writes the row, of an accepted write within its transaction: one is never there without the other.
 */
export async function insertHistory(
  tx: Knex,
  entry: HistoryEntry,
  result: HistoryView['result'] = 'accepted',
): Promise<void> {
  await tx('history').insert({
    uid: entry.uid,
    ref: stringifyResourceRef(entry.ref),
    generation: entry.generation,
    at: entry.at,
    actor: entry.context.actor ?? null,
    action: entry.context.action,
    changes: JSON.stringify(entry.changes),
    result,
  });
}
