import { randomUUID } from 'node:crypto';
import { NotFoundError } from '@backstage/errors';
import type { Knex } from 'knex';
import { plainTransact, type Transact } from './transact';
import type { CounterStore } from './types';

interface CounterRow {
  readonly name: string;
  readonly value: number | string;
}

interface IdentityRow {
  readonly id: number;
  readonly epoch: string;
}

/** {@link CounterStore} on SQLite or PostgreSQL. */
export class DatabaseCounterStore implements CounterStore {
  readonly #db: Knex;
  readonly #transact: Transact;

  /** @param transact - how it counts */
  constructor(db: Knex, transact: Transact = plainTransact(db)) {
    this.#db = db;
    this.#transact = transact;
  }

  async next(name: string): Promise<number> {
    return this.#transact(async tx => {
      // One statement: two callers never get the same number
      const [row] = await tx<CounterRow>('counters')
        .insert({ name, value: 1 })
        .onConflict('name')
        .merge({ value: tx.raw('counters.value + 1') })
        .returning('value');
      return Number(row.value);
    });
  }

  async epoch(): Promise<string> {
    // Asked each time, not kept: a database that was emptied under a running backend is another one
    await this.#db<IdentityRow>('identity')
      .insert({ id: 1, epoch: randomUUID() })
      .onConflict('id')
      .ignore();
    const row = await this.#db<IdentityRow>('identity')
      .where({ id: 1 })
      .first();
    if (!row) throw new NotFoundError('the identity of the database vanished');
    return row.epoch;
  }
}
