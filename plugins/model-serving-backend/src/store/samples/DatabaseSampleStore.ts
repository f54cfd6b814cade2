import type { Knex } from 'knex';
import type { Sample, SampleStore } from '../types';
import type { Clock } from '../../time';
import { plainTransact, type Transact } from '../transact';
import { kindRange, partKey, type PartKind } from './partKey';
import { rollUp } from './rollUp';
import { rowOf, sampleOf, type SampleRow } from './row';

const FINE_SECONDS = 10;
const COARSE_SECONDS = 300;
const COARSE_KEPT_MS = 30 * 24 * 60 * 60 * 1000;
const WINDOW_MS = COARSE_SECONDS * 1000;
/**
 * An hour, and a window more: whoever reads the last hour said some time ago when it ended, and reads its parts one after the
 * other. None of them may come back rolled up, to moments that the others do not have.
 */
const FINE_KEPT_MS = 60 * 60 * 1000 + WINDOW_MS;
/** A window is rolled up this long after its end, so that a sample that is a little late still counts. */
const LATE_MS = 30 * 1000;
/** SQLite binds at most 32,766 values in a statement, a row has 14. */
const ROWS_PER_INSERT = 500;
/** Parts of one kind that are read at once, those with the most requests. */
const MAX_PARTS = 30;
/** Deployments whose samples are held in memory at once while they are rolled up. */
const UIDS_PER_ROLL_UP = 50;

interface TrafficRow {
  readonly uid: string;
  readonly requests: number | string;
  readonly errors: number | string;
  readonly seconds: number;
}

/** {@link SampleStore} on SQLite or PostgreSQL. */
export class DatabaseSampleStore implements SampleStore {
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

  async append(samples: readonly Sample[]): Promise<void> {
    await this.#write(samples, FINE_SECONDS);
  }

  async query(
    uid: string,
    from: number,
    to: number,
  ): Promise<readonly Sample[]> {
    if (from >= this.#clock.now() - FINE_KEPT_MS) {
      return this.#read(uid, FINE_SECONDS, from, to);
    }
    const coarse = await this.#read(uid, COARSE_SECONDS, from, to);
    // What is not rolled up yet would be missing at the end, where people look first
    const rolledUpTo = coarse.at(-1)?.at ?? from;
    const fine = await this.#read(uid, FINE_SECONDS, rolledUpTo, to);
    return [...coarse, ...rollUp(fine, WINDOW_MS)];
  }

  async queryParts(
    uid: string,
    kind: PartKind,
    from: number,
    to: number,
  ): Promise<ReadonlyMap<string, readonly Sample[]>> {
    const [after, before] = kindRange(uid, kind);
    const keys: string[] = await this.#rows()
      .where('uid', '>', after)
      .where('uid', '<', before)
      .where('at', '>', from)
      .where('at', '<=', to)
      .groupBy('uid')
      .orderByRaw('sum(ok + client + server) desc, uid')
      .limit(MAX_PARTS)
      .pluck('uid');
    const prefix = partKey(uid, kind, '');
    const parts = new Map<string, readonly Sample[]>();
    for (const key of keys)
      parts.set(key.slice(prefix.length), await this.query(key, from, to));
    return parts;
  }

  async recentTraffic(
    uids: readonly string[],
    from: number,
  ): ReturnType<SampleStore['recentTraffic']> {
    const rows = await this.#rows()
      .where({ resolution: FINE_SECONDS })
      .whereIn('uid', [...uids])
      .where('at', '>', from)
      .groupBy('uid')
      .select<TrafficRow[]>(
        this.#db.raw(
          'uid, sum(ok + client + server) as requests, sum(server) as errors, sum(seconds) as seconds',
        ),
      );
    return new Map(
      rows.map(row => {
        const requests = Number(row.requests);
        return [
          row.uid,
          {
            // Over the time that was measured: a gap in the samples is not a time without requests
            requestsPerSecond: row.seconds > 0 ? requests / row.seconds : 0,
            errorRatio: requests > 0 ? Number(row.errors) / requests : 0,
          },
        ];
      }),
    );
  }

  async compact(now: number): Promise<void> {
    const last = Math.floor((now - LATE_MS) / WINDOW_MS) * WINDOW_MS;
    for (
      let end = await this.#firstWindowToRollUp();
      end !== undefined && end <= last;
      end += WINDOW_MS
    ) {
      await this.#rollUpWindow(end);
    }
    await this.#rows()
      .where({ resolution: FINE_SECONDS })
      .where('at', '<', now - FINE_KEPT_MS)
      .delete();
    await this.#rows()
      .where({ resolution: COARSE_SECONDS })
      .where('at', '<', now - COARSE_KEPT_MS)
      .delete();
  }

  /** End of the oldest window that was not rolled up. */
  async #firstWindowToRollUp(): Promise<number | undefined> {
    const [coarse] = await this.#rows()
      .where({ resolution: COARSE_SECONDS })
      .max<{ at: number | string | null }[]>({ at: 'at' });
    const [fine] = await this.#rows()
      .where({ resolution: FINE_SECONDS })
      .where('at', '>', Number(coarse.at ?? 0))
      .min<{ at: number | string | null }[]>({ at: 'at' });
    return fine.at === null
      ? undefined
      : Math.ceil(Number(fine.at) / WINDOW_MS) * WINDOW_MS;
  }

  /** Repeatable: two backends that do it at once write the same. */
  async #rollUpWindow(end: number): Promise<void> {
    const inWindow = () =>
      this.#rows()
        .where({ resolution: FINE_SECONDS })
        .where('at', '>', end - WINDOW_MS)
        .where('at', '<=', end);
    const uids: string[] = await inWindow().distinct('uid').pluck('uid');
    for (let i = 0; i < uids.length; i += UIDS_PER_ROLL_UP) {
      const chunk = uids.slice(i, i + UIDS_PER_ROLL_UP);
      const rows = await inWindow().whereIn('uid', chunk).select();
      const rolled = chunk.flatMap(uid =>
        rollUp(rows.filter(row => row.uid === uid).map(sampleOf), WINDOW_MS),
      );
      await this.#write(rolled, COARSE_SECONDS);
    }
  }

  async #read(
    uid: string,
    resolution: number,
    after: number,
    to: number,
  ): Promise<readonly Sample[]> {
    const rows = await this.#rows()
      .where({ uid, resolution })
      .where('at', '>', after)
      .where('at', '<=', to)
      .orderBy('at')
      .select();
    return rows.map(sampleOf);
  }

  async #write(samples: readonly Sample[], resolution: number): Promise<void> {
    for (let i = 0; i < samples.length; i += ROWS_PER_INSERT) {
      await this.#transact(tx =>
        tx('samples')
          .insert(
            samples
              .slice(i, i + ROWS_PER_INSERT)
              .map(sample => rowOf(sample, resolution)),
          )
          .onConflict(['uid', 'resolution', 'at'])
          .merge(),
      );
    }
  }

  #rows() {
    return this.#db<SampleRow, SampleRow[]>('samples');
  }
}
