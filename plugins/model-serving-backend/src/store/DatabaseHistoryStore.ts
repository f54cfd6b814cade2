import type { HistoryView } from '@greenroom/backstage-plugin-model-serving-common';
import type { Knex } from 'knex';
import { toIso, type DatabaseTime } from './time';
import type { HistoryStore } from './types';

interface HistoryRow {
  readonly id: number | string;
  readonly uid: string;
  readonly generation: number | string;
  readonly at: DatabaseTime;
  readonly actor: string | null;
  readonly action: string;
  readonly changes: string;
  readonly result: HistoryView['result'];
}

/** {@link HistoryStore} on SQLite or PostgreSQL. */
export class DatabaseHistoryStore implements HistoryStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  async list(uid: string, limit: number): Promise<readonly HistoryView[]> {
    const rows = await this.#db<HistoryRow>('history')
      .where({ uid })
      .orderBy('id', 'desc')
      .limit(limit);
    return rows.map(row => ({
      generation: Number(row.generation),
      at: toIso(row.at),
      actor: row.actor ?? undefined,
      action: row.action,
      changes: JSON.parse(row.changes),
      result: row.result,
    }));
  }
}
