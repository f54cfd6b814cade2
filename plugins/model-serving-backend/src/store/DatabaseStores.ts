import {
  resolvePackagePath,
  type DatabaseService,
  type LoggerService,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { SecretCipher, type SecretKey } from '../secrets';
import type { Clock } from '../time';
import { DatabaseCounterStore } from './DatabaseCounterStore';
import { DatabaseEventStore } from './DatabaseEventStore';
import { DatabaseGivenConnectionStore } from './DatabaseGivenConnectionStore';
import { DatabaseHistoryStore } from './DatabaseHistoryStore';
import { DatabaseIdempotencyStore } from './DatabaseIdempotencyStore';
import { DatabaseLeaseStore } from './DatabaseLeaseStore';
import { DatabaseRevisionStore } from './DatabaseRevisionStore';
import { DatabaseScaleDecisionStore } from './DatabaseScaleDecisionStore';
import { DatabaseSecretStore } from './DatabaseSecretStore';
import { DatabaseSplitStore } from './DatabaseSplitStore';
import { DatabaseTokenStore } from './DatabaseTokenStore';
import { missingKeysProblem } from './missingKeys';
import { DatabaseResourceStore } from './resources';
import { DatabaseSampleStore } from './samples';
import { fencedTransact } from './transact';
import { tuneSqlite } from './tuneSqlite';
import type { FencedStores, HeldLease, SecretStore, Stores } from './types';

/** Options of {@link DatabaseStores.create}. */
export interface DatabaseStoresOptions {
  readonly database: Pick<DatabaseService, 'getClient' | 'migrations'>;
  /** The first encrypts, all decrypt; at least one. */
  readonly secretKeys: readonly SecretKey[];
  /** ms since epoch */
  readonly clock: Pick<Clock, 'now'>;
  readonly logger: LoggerService;
}

/** All stores on the plugin's database, SQLite or PostgreSQL. */
export class DatabaseStores implements FencedStores {
  readonly resources: DatabaseResourceStore;
  readonly revisions: DatabaseRevisionStore;
  readonly secrets: DatabaseSecretStore;
  readonly tokens: DatabaseTokenStore;
  readonly events: DatabaseEventStore;
  readonly history: DatabaseHistoryStore;
  readonly idempotency: DatabaseIdempotencyStore;
  readonly samples: DatabaseSampleStore;
  readonly scaleDecisions: DatabaseScaleDecisionStore;
  readonly splits: DatabaseSplitStore;
  readonly given: DatabaseGivenConnectionStore;
  readonly leases: DatabaseLeaseStore;
  readonly counters: DatabaseCounterStore;
  readonly #db: Knex;
  readonly #clock: Pick<Clock, 'now'>;

  private constructor(
    db: Knex,
    clock: Pick<Clock, 'now'>,
    stores: Omit<DatabaseStores, 'during'>,
  ) {
    this.#db = db;
    this.#clock = clock;
    this.resources = stores.resources;
    this.revisions = stores.revisions;
    this.secrets = stores.secrets;
    this.tokens = stores.tokens;
    this.events = stores.events;
    this.history = stores.history;
    this.idempotency = stores.idempotency;
    this.samples = stores.samples;
    this.scaleDecisions = stores.scaleDecisions;
    this.splits = stores.splits;
    this.given = stores.given;
    this.leases = stores.leases;
    this.counters = stores.counters;
  }

  /**
   * Brings the schema up to date, unless the installation migrates by itself, and opens the stores.
   * @throws Error if a stored secret needs a key that is not configured, with the way out
   */
  static async create(options: DatabaseStoresOptions): Promise<DatabaseStores> {
    const { database, clock, logger } = options;
    const cipher = SecretCipher.create(options.secretKeys);
    const db = await database.getClient();
    await tuneSqlite(db);
    if (!database.migrations?.skip) {
      await db.migrate.latest({
        directory: resolvePackagePath(
          '@greenroom/backstage-plugin-model-serving-backend',
          'migrations',
        ),
      });
    }
    const secrets = new DatabaseSecretStore({ db, cipher, clock });
    await demandKeys(db, secrets);
    return new DatabaseStores(db, clock, {
      resources: new DatabaseResourceStore({ db, clock, logger }),
      revisions: new DatabaseRevisionStore(db),
      secrets,
      tokens: new DatabaseTokenStore({ db, clock }),
      events: new DatabaseEventStore({ db, clock }),
      history: new DatabaseHistoryStore({ db, clock }),
      idempotency: new DatabaseIdempotencyStore({ db, clock }),
      samples: new DatabaseSampleStore({ db, clock }),
      scaleDecisions: new DatabaseScaleDecisionStore(db),
      splits: new DatabaseSplitStore(db),
      given: new DatabaseGivenConnectionStore(db),
      leases: new DatabaseLeaseStore(db),
      counters: new DatabaseCounterStore(db),
    });
  }

  during(lease: HeldLease): Stores {
    const db = this.#db;
    const clock = this.#clock;
    const transact = fencedTransact(db, lease);
    return {
      ...this,
      resources: this.resources.withWrites(transact),
      revisions: new DatabaseRevisionStore(db, transact),
      tokens: new DatabaseTokenStore({ db, clock, transact }),
      events: new DatabaseEventStore({ db, clock, transact }),
      samples: new DatabaseSampleStore({ db, clock, transact }),
      scaleDecisions: new DatabaseScaleDecisionStore(db, transact),
      splits: new DatabaseSplitStore(db, transact),
      given: new DatabaseGivenConnectionStore(db, transact),
      counters: new DatabaseCounterStore(db, transact),
    };
  }
}

/** An installation that migrates by itself may not have the table yet: then there is nothing to open either. */
async function demandKeys(db: Knex, secrets: SecretStore): Promise<void> {
  if (!(await db.schema.hasTable('secrets'))) return;
  const problem = missingKeysProblem(
    await secrets.countByKey(),
    secrets.keyIds,
  );
  if (problem) throw new Error(problem);
}
