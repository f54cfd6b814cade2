import { ConflictError, NotFoundError } from '@backstage/errors';
import type { TokenVerb } from '@greenroom/backstage-plugin-model-serving-common';
import type { Knex } from 'knex';
import type { Clock } from '../time';
import type {
  ActiveToken,
  NewToken,
  NewTokenScope,
  StoredToken,
  TokenStore,
  TokenTarget,
  TokenUse,
} from './tokenTypes';
import {
  demandRoom,
  demandTarget,
  familiesOf,
  scopeRow,
  scopesByFamily,
} from './tokenScopes';
import { moveTokenVersion, TOKEN_VERSION } from './tokenVersion';
import { plainTransact, type Transact } from './transact';

const DAY_MS = 24 * 60 * 60 * 1000;
/** What ended longer ago is forgotten. */
const KEPT_MS = 30 * DAY_MS;
const MAX_LISTED = 500;

type Count = number | string;

interface TokenRow {
  readonly id: string;
  readonly family: string;
  readonly cluster: string;
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
    const { id, name, scopes } = token;
    await this.#transact(async tx => {
      // First a write: nobody comes in between the look at the names and the rows
      await moveTokenVersion(tx);
      for (const scope of scopes) {
        await demandTarget(tx, scope);
        await this.#forgetOld(tx, scope);
        await demandRoom(tx, token.cluster, scope, name);
      }
      await tx('tokens').insert({
        ...this.#rowOf(token, by),
        family: id,
        held_name: name.toLowerCase(),
      });
      await tx('token_scopes').insert(
        scopes.map(scope => ({ family: id, ...scopeRow(scope) })),
      );
    });
    return this.#demand(id);
  }

  async replace(
    id: string,
    endsAt: number,
    token: Parameters<TokenStore['replace']>[2],
    by: string | undefined,
  ): Promise<StoredToken> {
    await this.#transact(async tx => {
      await moveTokenVersion(tx);
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
    });
    return this.#demand(token.id);
  }

  async revoke(
    ids: readonly string[],
    by: string | undefined,
  ): Promise<number> {
    return this.#transact(async tx => {
      await moveTokenVersion(tx);
      return tx('tokens')
        .where({ revoked_at: null })
        .whereIn('id', [...ids])
        .update({
          revoked_at: this.#clock.now(),
          revoked_by: by ?? null,
          held_name: null,
        });
    });
  }

  async get(id: string): Promise<StoredToken | undefined> {
    const [token] = await this.#read(query => query.where({ id }));
    return token;
  }

  async list({ uid, ref }: TokenTarget): Promise<readonly StoredToken[]> {
    return this.#read(query =>
      query
        .where({ cluster: ref.cluster })
        .whereIn(
          'family',
          this.#db('token_scopes')
            .select('family')
            .where({ uid })
            .orWhere({ uid: '', namespace: ref.namespace }),
        ),
    );
  }

  async listFor(
    who: Parameters<TokenStore['listFor']>[0],
  ): Promise<readonly StoredToken[]> {
    const { consumer, createdBy } = who;
    return this.#read(query => {
      if (consumer !== undefined) query.where({ consumer });
      if (createdBy !== undefined) query.where({ created_by: createdBy });
    }, MAX_LISTED);
  }

  async active(cluster: string, now: number): Promise<readonly ActiveToken[]> {
    const isAhead = (column: string) => (query: Knex.QueryBuilder) =>
      query.whereNull(column).orWhere(column, '>', now);
    const hashes = new Map<string, string>();
    const tokens = await this.#read(
      query =>
        query
          .where({ cluster, revoked_at: null })
          .where(isAhead('expires_at'))
          .where(isAhead('ends_at')),
      undefined,
      ({ id, hash }) => hashes.set(id, hash),
    );
    return tokens.map(token => {
      const { id, family, scopes, verbs, limit, expiresAt, endsAt } = token;
      const end = Math.min(expiresAt ?? Infinity, endsAt ?? Infinity);
      return {
        id,
        family,
        scopes,
        verbs,
        hash: hashes.get(id)!,
        ...(limit ? { limit } : {}),
        ...(Number.isFinite(end) ? { expiresAt: end } : {}),
      };
    });
  }

  async version(): Promise<number> {
    const row = await this.#db<{ name: string; value: Count }>('counters')
      .where({ name: TOKEN_VERSION })
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

  /** Tokens with what they open, newest first. @param seen - told each row */
  async #read(
    where: (query: Knex.QueryBuilder) => void,
    limit?: number,
    seen: (row: TokenRow) => void = () => {},
  ): Promise<StoredToken[]> {
    const rows: TokenRow[] = await this.#db('tokens')
      .modify(where)
      .orderBy('created_at', 'desc')
      .orderBy('id')
      .modify(query => {
        if (limit !== undefined) query.limit(limit);
      });
    const scopes = await scopesByFamily(
      this.#db,
      this.#db('tokens').select('family').modify(where),
    );
    return rows.flatMap(row => {
      // What was removed between the two reads is gone
      const own = scopes.get(row.family);
      if (!own) return [];
      seen(row);
      return [{ ...tokenOf(row), scopes: own }];
    });
  }

  async #demand(id: string): Promise<StoredToken> {
    const token = await this.get(id);
    if (token) return token;
    throw new NotFoundError('what the token opens was deleted meanwhile');
  }

  #rowOf(
    token: Omit<NewToken, 'scopes'>,
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
      cluster: token.cluster,
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

  async #forgetOld(tx: Knex, scope: NewTokenScope): Promise<void> {
    const before = this.#clock.now() - KEPT_MS;
    await tx('tokens')
      .whereIn('family', familiesOf(tx, scope))
      .where(query =>
        query
          .where('revoked_at', '<', before)
          .orWhere('expires_at', '<', before)
          .orWhere('ends_at', '<', before),
      )
      .delete();
    await tx('token_scopes')
      .where(scopeRow(scope))
      .whereNotIn('family', tx('tokens').select('family'))
      .delete();
  }
}

function tokenOf(row: TokenRow): Omit<StoredToken, 'scopes'> {
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
    cluster: row.cluster,
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
