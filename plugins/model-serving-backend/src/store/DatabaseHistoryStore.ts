import type { HistoryView } from '@greenroom/backstage-plugin-model-serving-common';
import type { Knex } from 'knex';
import { toIso, type DatabaseTime } from './time';
import type { Clock } from '../time';
import { insertHistory, type HistoryEntry } from './insertHistory';
import type { HistoryStore } from './types';

/** Refused writes cost their author nothing: without a bound they could fill the database. */
const KEPT_REFUSALS = 100;
const MAX_PATHS = 50;
const MAX_PATH_LENGTH = 200;

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
  readonly #clock: Pick<Clock, 'now'>;

  constructor(options: {
    readonly db: Knex;
    readonly clock: Pick<Clock, 'now'>;
  }) {
    this.#db = options.db;
    this.#clock = options.clock;
  }

  async list(
    uid: string,
    limit: number,
    result?: HistoryView['result'],
  ): Promise<readonly HistoryView[]> {
    const rows = await this.#db<HistoryRow>('history')
      .where({ uid, ...(result && { result }) })
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

  async addRefused(entry: Omit<HistoryEntry, 'at'>): Promise<void> {
    const { uid } = entry;
    const refused = { uid, result: 'refused' as const };
    const changes = entry.changes
      .filter(path => path.length <= MAX_PATH_LENGTH)
      .slice(0, MAX_PATHS);
    const at = new Date(this.#clock.now());
    await insertHistory(this.#db, { ...entry, at, changes }, 'refused');
    const [tooOld] = await this.#db<HistoryRow>('history')
      .where(refused)
      .orderBy('id', 'desc')
      .offset(KEPT_REFUSALS)
      .limit(1);
    if (!tooOld) return;
    await this.#db<HistoryRow>('history')
      .where(refused)
      .where('id', '<=', tooOld.id)
      .delete();
  }
}
