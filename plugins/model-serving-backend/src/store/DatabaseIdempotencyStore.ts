import {
  parseResourceRef,
  stringifyResourceRef,
  type ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Knex } from 'knex';
import type { Clock } from '../time';
import type { DatabaseTime } from './time';
import type { IdempotencyStore } from './types';

/** How long a result is remembered. */
const KEPT_MS = 24 * 60 * 60 * 1000;
/** A request that is under way for longer died with its process: its key may be claimed again. */
const ABANDONED_MS = 60 * 1000;

interface IdempotencyRow {
  readonly caller: string;
  readonly key: string;
  readonly ref: string | null;
  readonly created_at: DatabaseTime;
}

/** {@link IdempotencyStore} on SQLite or PostgreSQL. */
export class DatabaseIdempotencyStore implements IdempotencyStore {
  readonly #db: Knex;
  readonly #clock: Pick<Clock, 'now'>;

  constructor(options: {
    readonly db: Knex;
    readonly clock: Pick<Clock, 'now'>;
  }) {
    this.#db = options.db;
    this.#clock = options.clock;
  }

  async claim(
    key: string,
    caller: string,
  ): ReturnType<IdempotencyStore['claim']> {
    const now = this.#clock.now();
    await this.#forget(now);
    const claimed = await this.#rows()
      .insert({ caller, key, ref: null, created_at: new Date(now) })
      .onConflict(['caller', 'key'])
      .ignore()
      .returning('key');
    if (claimed.length > 0) return { kind: 'claimed' };
    const row = await this.#rows().where({ caller, key }).first();
    return row?.ref
      ? { kind: 'done', ref: parseResourceRef(row.ref) }
      : { kind: 'pending' };
  }

  async complete(
    key: string,
    caller: string,
    ref: ResourceRef,
    tx: Knex = this.#db,
  ): Promise<void> {
    await tx<IdempotencyRow>('idempotency')
      .where({ caller, key })
      .update({ ref: stringifyResourceRef(ref) });
  }

  async release(key: string, caller: string): Promise<void> {
    await this.#rows().where({ caller, key }).whereNull('ref').delete();
  }

  async #forget(now: number): Promise<void> {
    await this.#rows()
      .where('created_at', '<', new Date(now - KEPT_MS))
      .orWhere(pending =>
        pending
          .whereNull('ref')
          .where('created_at', '<', new Date(now - ABANDONED_MS)),
      )
      .delete();
  }

  #rows() {
    return this.#db<IdempotencyRow>('idempotency');
  }
}
