import { ConflictError, NotFoundError } from '@backstage/errors';
import type { TokenVerb } from '@greenroom/backstage-plugin-model-serving-common';
import type { Knex } from 'knex';
import type { Clock } from '../time';
import type {
  ActiveToken,
  NewToken,
  StoredToken,
  TokenStore,
  TokenUse,
} from './tokenTypes';
import { plainTransact, type Transact } from './transact';

const DAY_MS = 24 * 60 * 60 * 1000;
/** What ended longer ago is forgotten. */
const KEPT_MS = 30 * DAY_MS;
/** Values of one deployment, ended ones included: each is in every snapshot of its gateways. */
const MAX_PER_DEPLOYMENT = 500;
const MAX_LISTED = 500;
/** Counts writes of tokens, among the other counters. */
const VERSION = 'tokens';

type Count = number | string;

interface TokenRow {
  readonly id: string;
  readonly family: string;
  readonly uid: string;
  readonly name: string;
  readonly held_name: string | null;
  readonly hash: string;
  readonly start: string;
  readonly consumer: string;
  readonly verbs: string;
  readonly limit_requests: number | null;
  readonly limit_seconds: number | null;
  readonly created_by: string;
  readonly created_at: Count;
  readonly expires_at: Count | null;
  readonly ends_at: Count | null;
  readonly revoked_at: Count | null;
  readonly revoked_by: string | null;
  readonly last_used_at: Count | null;
  readonly requests: Count;
  readonly errors: Count;
  readonly refused: Count;
}

/** A row with the place of its deployment. */
interface PlacedRow extends TokenRow {
  readonly cluster: string;
  readonly namespace: string;
  readonly service: string;
  readonly owner: string;
}

/** {@link TokenStore} on SQLite or PostgreSQL. */
export class DatabaseTokenStore implements TokenStore {
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

  async add(token: NewToken, by: string | undefined): Promise<StoredToken> {
    const { id, uid, name } = token;
    await this.#transact(async tx => {
      // First a write: SQLite then lets nobody in between the look at the name and the row
      await this.#changed(tx);
      await this.#forgetOld(tx, uid);
      await demandRoom(tx, uid, name);
      await tx('tokens').insert({
        ...this.#rowOf(token, by),
        family: id,
        held_name: name.toLowerCase(),
      });
    });
    return this.#demand(uid, id);
  }

  async replace(
    id: string,
    endsAt: number,
    token: Parameters<TokenStore['replace']>[2],
    by: string | undefined,
  ): Promise<StoredToken> {
    const uid = await this.#transact(async tx => {
      await this.#changed(tx);
      const held = await tx('tokens')
        .where({ id, revoked_at: null })
        .whereNotNull('held_name')
        .update({ held_name: null, ends_at: endsAt });
      const row = await tx<TokenRow>('tokens').where({ id }).first();
      if (held === 0 || !row) {
        throw new ConflictError(
          'the token was rotated or revoked meanwhile: look at the list again',
        );
      }
      const { expiresAt: _, ...kept } = tokenOf(row);
      await tx('tokens').insert({
        ...this.#rowOf({ ...kept, ...token }, by),
        family: row.family,
        held_name: row.name.toLowerCase(),
      });
      return row.uid;
    });
    return this.#demand(uid, token.id);
  }

  async revoke(
    uid: string,
    ids: readonly string[],
    by: string | undefined,
  ): Promise<number> {
    return this.#transact(async tx => {
      await this.#changed(tx);
      return tx('tokens')
        .where({ uid, revoked_at: null })
        .whereIn('id', [...ids])
        .update({
          revoked_at: this.#clock.now(),
          revoked_by: by ?? null,
          held_name: null,
        });
    });
  }

  async get(uid: string, id: string): Promise<StoredToken | undefined> {
    const row = await this.#placed()
      .where('tokens.uid', uid)
      .where({ id })
      .first();
    return row && placedTokenOf(row);
  }

  async list(uid: string): Promise<readonly StoredToken[]> {
    const rows = await this.#placed()
      .where('tokens.uid', uid)
      .orderBy('tokens.created_at', 'desc')
      .orderBy('id');
    return rows.map(placedTokenOf);
  }

  async listFor(
    who: Parameters<TokenStore['listFor']>[0],
  ): Promise<readonly StoredToken[]> {
    const { consumer, createdBy } = who;
    const rows = await this.#placed()
      .modify(query => {
        if (consumer !== undefined) query.where({ consumer });
        if (createdBy !== undefined) query.where({ created_by: createdBy });
      })
      .orderBy('tokens.created_at', 'desc')
      .orderBy('id')
      .limit(MAX_LISTED);
    return rows.map(placedTokenOf);
  }

  async active(cluster: string, now: number): Promise<readonly ActiveToken[]> {
    const isAhead = (column: string) => (query: Knex.QueryBuilder) =>
      query.whereNull(column).orWhere(column, '>', now);
    const rows = await this.#placed()
      .where({ cluster, revoked_at: null })
      .where(isAhead('expires_at'))
      .where(isAhead('ends_at'))
      .orderBy('id');
    return rows.map(row => {
      const { id, family, deployment, verbs, limit, expiresAt, endsAt } =
        placedTokenOf(row);
      const end = Math.min(expiresAt ?? Infinity, endsAt ?? Infinity);
      return {
        id,
        family,
        deployment,
        verbs,
        hash: row.hash,
        ...(limit ? { limit } : {}),
        ...(Number.isFinite(end) ? { expiresAt: end } : {}),
      };
    });
  }

  async version(): Promise<number> {
    const row = await this.#db<{ name: string; value: Count }>('counters')
      .where({ name: VERSION })
      .first();
    return Number(row?.value ?? 0);
  }

  async use(uses: readonly TokenUse[], at: number): Promise<void> {
    if (uses.length === 0) return;
    await this.#transact(async tx => {
      for (const { id, requests, errors, refused } of uses) {
        await tx('tokens')
          .where({ id })
          .update({
            requests: tx.raw('requests + ?', [requests]),
            errors: tx.raw('errors + ?', [errors]),
            refused: tx.raw('refused + ?', [refused]),
            last_used_at: at,
          });
      }
    });
  }

  #placed(): Knex.QueryBuilder<PlacedRow, PlacedRow[]> {
    return this.#db('tokens')
      .join('resources', 'resources.uid', 'tokens.uid')
      .select(
        'tokens.*',
        'resources.cluster',
        'resources.namespace',
        'resources.name as service',
        'resources.owner',
      );
  }

  async #demand(uid: string, id: string): Promise<StoredToken> {
    const token = await this.get(uid, id);
    if (token) return token;
    throw new NotFoundError('the deployment was deleted meanwhile');
  }

  #rowOf(
    token: NewToken,
    by: string | undefined,
  ): Omit<
    TokenRow,
    | 'family'
    | 'held_name'
    | 'ends_at'
    | 'revoked_at'
    | 'revoked_by'
    | 'last_used_at'
    | 'requests'
    | 'errors'
    | 'refused'
  > {
    return {
      id: token.id,
      uid: token.uid,
      name: token.name,
      hash: token.hash,
      start: token.start,
      consumer: token.consumer ?? '',
      verbs: JSON.stringify(token.verbs),
      limit_requests: token.limit?.requests ?? null,
      limit_seconds: token.limit?.seconds ?? null,
      created_by: by ?? '',
      created_at: this.#clock.now(),
      expires_at: token.expiresAt ?? null,
    };
  }

  async #changed(tx: Knex): Promise<void> {
    await tx('counters')
      .insert({ name: VERSION, value: 1 })
      .onConflict('name')
      .merge({ value: tx.raw('counters.value + 1') });
  }

  async #forgetOld(tx: Knex, uid: string): Promise<void> {
    const before = this.#clock.now() - KEPT_MS;
    await tx('tokens')
      .where({ uid })
      .where(query =>
        query
          .where('revoked_at', '<', before)
          .orWhere('expires_at', '<', before)
          .orWhere('ends_at', '<', before),
      )
      .delete();
  }
}

async function demandRoom(
  tx: Knex.Transaction,
  uid: string,
  name: string,
): Promise<void> {
  const held = await tx('tokens')
    .where({ uid, held_name: name.toLowerCase() })
    .first();
  if (held) {
    throw new ConflictError(
      `name: the deployment has a token '${held.name}' already; rotate or revoke it, or choose another name`,
    );
  }
  const [{ total }] = await tx('tokens').where({ uid }).count({ total: '*' });
  if (Number(total) >= MAX_PER_DEPLOYMENT) {
    throw new ConflictError(
      `the deployment has ${MAX_PER_DEPLOYMENT} tokens, those that ended in the last 30 days included: that is all that it may have`,
    );
  }
}

function placedTokenOf(row: PlacedRow): StoredToken {
  const { cluster, namespace, service, owner } = row;
  return {
    ...tokenOf(row),
    deployment: { cluster, namespace, name: service },
    ...(owner ? { owner } : {}),
  };
}

function tokenOf(row: TokenRow): Omit<StoredToken, 'deployment' | 'owner'> {
  const verbs: TokenVerb[] = JSON.parse(row.verbs);
  const times = {
    expiresAt: row.expires_at,
    endsAt: row.ends_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
  };
  return {
    id: row.id,
    family: row.family,
    uid: row.uid,
    name: row.name,
    start: row.start,
    ...(row.consumer ? { consumer: row.consumer } : {}),
    verbs,
    ...(row.limit_requests && row.limit_seconds
      ? { limit: { requests: row.limit_requests, seconds: row.limit_seconds } }
      : {}),
    createdAt: Number(row.created_at),
    ...(row.created_by ? { createdBy: row.created_by } : {}),
    ...(row.revoked_by ? { revokedBy: row.revoked_by } : {}),
    ...Object.fromEntries(
      Object.entries(times).flatMap(([name, value]) =>
        value === null ? [] : [[name, Number(value)]],
      ),
    ),
    requests: Number(row.requests),
    errors: Number(row.errors),
    refused: Number(row.refused),
  };
}
