import { randomUUID } from 'node:crypto';
import { NotFoundError } from '@backstage/errors';
import type { Knex } from 'knex';
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

  constructor(db: Knex) {
    this.#db = db;
  }

  async next(name: string): Promise<number> {
    // One statement: two callers never get the same number
    const [row] = await this.#db<CounterRow>('counters')
      .insert({ name, value: 1 })
      .onConflict('name')
      .merge({ value: this.#db.raw('counters.value + 1') })
      .returning('value');
    return Number(row.value);
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
