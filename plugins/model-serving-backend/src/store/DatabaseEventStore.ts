import { createHash } from 'node:crypto';
import type { EventView } from '@greenroom/backstage-plugin-model-serving-common';
import type { Knex } from 'knex';
import type { Clock } from '../time';
import { plainTransact, type Transact } from './transact';
import { toIso, type DatabaseTime } from './time';
import type { EventStore, NewEvent } from './types';

/** Distinct events kept per resource. */
const KEPT_EVENTS = 200;

interface EventRow {
  readonly uid: string;
  readonly fingerprint: string;
  readonly type: EventView['type'];
  readonly reason: string;
  readonly message: string;
  readonly object: string | null;
  readonly first_seen: DatabaseTime;
  readonly last_seen: DatabaseTime;
  readonly count: number | string;
}

/** {@link EventStore} on SQLite or PostgreSQL. */
export class DatabaseEventStore implements EventStore {
  readonly #db: Knex;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #transact: Transact;

  constructor(options: {
    readonly db: Knex;
    readonly clock: Pick<Clock, 'now'>;
    /** How it writes. */
    readonly transact?: Transact;
  }) {
    this.#db = options.db;
    this.#clock = options.clock;
    this.#transact = options.transact ?? plainTransact(options.db);
  }

  async record(uid: string, ...events: readonly NewEvent[]): Promise<void> {
    if (events.length === 0) return;
    await this.#transact(async tx => {
      const now = this.#clock.now();
      for (const [i, event] of events.entries()) {
        // A millisecond apart, so that they stay in order
        await insertEvent(tx, uid, event, new Date(now + i));
      }
      await forgetOldest(tx, uid);
    });
  }

  async list(uid: string, limit: number): Promise<readonly EventView[]> {
    const rows = await this.#db<EventRow>('events')
      .where({ uid })
      .orderBy('last_seen', 'desc')
      .orderBy('fingerprint')
      .limit(limit);
    return rows.map(row => ({
      type: row.type,
      reason: row.reason,
      message: row.message,
      object: row.object ?? undefined,
      firstSeen: toIso(row.first_seen),
      lastSeen: toIso(row.last_seen),
      count: Number(row.count),
    }));
  }
}

async function insertEvent(
  tx: Knex,
  uid: string,
  event: NewEvent,
  at: Date,
): Promise<void> {
  await tx('events')
    .insert({
      uid,
      fingerprint: fingerprintOf(event),
      type: event.type,
      reason: event.reason,
      message: event.message.replaceAll('\0', ''),
      object: event.object ?? null,
      first_seen: at,
      last_seen: at,
      count: 1,
    })
    .onConflict(['uid', 'fingerprint'])
    .merge({ last_seen: at, count: tx.raw('events.count + 1') });
}

async function forgetOldest(tx: Knex, uid: string): Promise<void> {
  const surplus = await tx<EventRow>('events')
    .where({ uid })
    .orderBy('last_seen', 'desc')
    .orderBy('fingerprint')
    // PostgreSQL needs no limit with an offset, SQLite does; few events come at a time, so few are ever surplus
    .offset(KEPT_EVENTS)
    .limit(KEPT_EVENTS)
    .select('fingerprint');
  if (surplus.length === 0) return;
  await tx<EventRow>('events')
    .where({ uid })
    .whereIn(
      'fingerprint',
      surplus.map(row => row.fingerprint),
    )
    .delete();
}

function fingerprintOf(event: NewEvent): string {
  return createHash('sha256')
    .update(
      JSON.stringify([event.type, event.reason, event.message, event.object]),
    )
    .digest('hex');
}
