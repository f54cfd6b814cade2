import type {
  HistoryView,
  HistoryOrigin,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Knex } from 'knex';
import { toIso, type DatabaseTime } from './time';
import type { Clock } from '../time';
import { insertHistory, type HistoryEntry } from './insertHistory';
import type { HistoryStore, StoredWrite } from './types';

/** Refused writes cost their author nothing: without a bound they could fill the database. */
const KEPT_REFUSALS = 100;
const MAX_PATHS = 50;
const MAX_PATH_LENGTH = 200;
const MAX_REASON_LENGTH = 1_000;

interface HistoryRow {
  readonly id: number | string;
  readonly uid: string;
  readonly generation: number | string;
  readonly at: DatabaseTime;
  readonly actor: string | null;
  readonly action: string;
  readonly changes: string;
  readonly how: HistoryOrigin | null;
  readonly result: HistoryView['result'];
  readonly reason: string | null;
}

interface SelectedRow extends HistoryRow {
  readonly has_object: number | string;
  readonly object?: string | null;
}

/** Whole objects are read one at a time, never with a list. */
const COLUMNS = [
  'id',
  'uid',
  'generation',
  'at',
  'actor',
  'action',
  'changes',
  'how',
  'result',
  'reason',
] as const;

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
    const rows = await this.#rows(query =>
      query
        .where({ uid, ...(result && { result }) })
        .orderBy('id', 'desc')
        .limit(limit),
    );
    return rows.map(viewOf);
  }

  async get(uid: string, id: number): Promise<StoredWrite | undefined> {
    return this.#withObject(query => query.where({ uid, id }));
  }

  async before(uid: string, id: number): Promise<StoredWrite | undefined> {
    return this.#withObject(query =>
      query
        .where({ uid, result: 'accepted' })
        .where('id', '<', id)
        .orderBy('id', 'desc')
        .limit(1),
    );
  }

  async ofGenerations(
    uid: string,
    generations: readonly number[],
  ): Promise<ReadonlyMap<number, HistoryView>> {
    const first = this.#db('history')
      .where({ uid, result: 'accepted' })
      .whereIn('generation', [...generations])
      .groupBy('generation')
      .min('id');
    const rows = await this.#rows(query => query.whereIn('id', first));
    return new Map(
      rows.map(viewOf).map(view => [view.generation, view] as const),
    );
  }

  #rows(
    narrow: (query: Knex.QueryBuilder) => Knex.QueryBuilder,
  ): Promise<readonly SelectedRow[]> {
    const query = this.#db('history').select(
      ...COLUMNS,
      this.#db.raw('case when object is null then 0 else 1 end as has_object'),
    );
    return narrow(query);
  }

  async #withObject(
    narrow: (query: Knex.QueryBuilder) => Knex.QueryBuilder,
  ): Promise<StoredWrite | undefined> {
    const [row] = await this.#rows(query => narrow(query.select('object')));
    if (!row) return undefined;
    const { object } = row;
    return {
      view: viewOf(row),
      object: object ? JSON.parse(object) : undefined,
    };
  }

  async addRefused(entry: Omit<HistoryEntry, 'at'>): Promise<void> {
    const { uid } = entry;
    const refused = { uid, result: 'refused' as const };
    const changes = entry.changes
      .filter(path => path.length <= MAX_PATH_LENGTH)
      .slice(0, MAX_PATHS);
    const at = new Date(this.#clock.now());
    const reason = entry.reason && shortened(entry.reason);
    await insertHistory(this.#db, { ...entry, at, changes, reason }, 'refused');
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

function viewOf(row: SelectedRow): HistoryView {
  return {
    id: Number(row.id),
    generation: Number(row.generation),
    at: toIso(row.at),
    actor: row.actor ?? undefined,
    action: row.action,
    how: row.how ?? undefined,
    changes: JSON.parse(row.changes),
    result: row.result,
    reason: row.reason ?? undefined,
    hasObject: Number(row.has_object) === 1,
  };
}

function shortened(text: string): string {
  return text.length > MAX_REASON_LENGTH
    ? `${text.slice(0, MAX_REASON_LENGTH - 1)}…`
    : text;
}
