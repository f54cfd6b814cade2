import type { Knex } from 'knex';
import type { AnyScaleRecord } from '../autoscale';
import { plainTransact, type Transact } from './transact';
import type { ScaleDecisionStore, StoredScaleDecision } from './types';

/** SQLite binds at most 32,766 values in a statement, a row has 4. */
const ROWS_PER_INSERT = 1_000;

interface ScaleDecisionRow {
  readonly uid: string;
  readonly revision: string;
  readonly at: number | string;
  readonly record: string;
}

/** {@link ScaleDecisionStore} on SQLite or PostgreSQL. */
export class DatabaseScaleDecisionStore implements ScaleDecisionStore {
  readonly #db: Knex;
  readonly #transact: Transact;

  /** @param transact - how it writes */
  constructor(db: Knex, transact: Transact = plainTransact(db)) {
    this.#db = db;
    this.#transact = transact;
  }

  async append(decisions: readonly StoredScaleDecision[]): Promise<void> {
    for (let i = 0; i < decisions.length; i += ROWS_PER_INSERT) {
      const rows = decisions.slice(i, i + ROWS_PER_INSERT).map(
        ({ uid, revision, record }): ScaleDecisionRow => ({
          uid,
          revision,
          at: record.at,
          record: JSON.stringify(record),
        }),
      );
      await this.#transact(tx =>
        tx<ScaleDecisionRow>('scale_decisions')
          .insert(rows)
          .onConflict(['uid', 'revision', 'at'])
          .merge(),
      );
    }
  }

  async list(
    uid: string,
    revision: string,
    range: { readonly from: number; readonly limit: number },
  ): Promise<readonly AnyScaleRecord[]> {
    const rows = await this.#rows()
      .where({ uid, revision })
      .where('at', '>=', range.from)
      .orderBy('at', 'desc')
      .limit(range.limit)
      .select('record');
    return rows
      .map(({ record }) => JSON.parse(record) as AnyScaleRecord)
      .reverse();
  }

  async newest(from: number): Promise<readonly StoredScaleDecision[]> {
    const newest = this.#rows()
      .where('at', '>=', from)
      .groupBy('uid', 'revision')
      .select('uid', 'revision')
      .max({ at: 'at' })
      .as('newest');
    const rows: Omit<ScaleDecisionRow, 'at'>[] = await this.#db(
      'scale_decisions as decision',
    )
      .join(newest, join =>
        join
          .on('decision.uid', 'newest.uid')
          .on('decision.revision', 'newest.revision')
          .on('decision.at', 'newest.at'),
      )
      .select('decision.uid', 'decision.revision', 'decision.record');
    return rows.map(({ uid, revision, record }) => ({
      uid,
      revision,
      record: JSON.parse(record) as AnyScaleRecord,
    }));
  }

  async forget(before: number): Promise<void> {
    await this.#rows().where('at', '<', before).delete();
  }

  #rows() {
    return this.#db<ScaleDecisionRow, ScaleDecisionRow[]>('scale_decisions');
  }
}
