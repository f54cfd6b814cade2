import type { Knex } from 'knex';
import type { SplitObservation, SplitWrites } from '../rollout';
import { plainTransact, type Transact } from './transact';
import type { SplitStore } from './types';

interface SplitRow {
  readonly uid: string;
  readonly observation: string;
}

/** {@link SplitStore} on SQLite or PostgreSQL. */
export class DatabaseSplitStore implements SplitStore {
  readonly #db: Knex;
  readonly #transact: Transact;

  /** @param transact - how it writes */
  constructor(db: Knex, transact: Transact = plainTransact(db)) {
    this.#db = db;
    this.#transact = transact;
  }

  async get(uid: string): Promise<SplitObservation | undefined> {
    const row = await this.#db<SplitRow>('split_traffic')
      .where({ uid })
      .first();
    return row && JSON.parse(row.observation);
  }

  async list(): Promise<ReadonlyMap<string, SplitObservation>> {
    const rows = await this.#db<SplitRow>('split_traffic').select();
    return new Map(
      rows.map(({ uid, observation }) => [uid, JSON.parse(observation)]),
    );
  }

  async write({ written, ended }: SplitWrites): Promise<void> {
    await this.#transact(async tx => {
      for (const uid of ended)
        await tx<SplitRow>('split_traffic').where({ uid }).delete();
      for (const [uid, found] of written) {
        // Of a deployment that was removed meanwhile nothing may stay
        const isThere = await tx('resources').where({ uid }).first('uid');
        if (!isThere) continue;
        await tx<SplitRow>('split_traffic')
          .insert({ uid, observation: JSON.stringify(found) })
          .onConflict('uid')
          .merge();
      }
    });
  }
}
