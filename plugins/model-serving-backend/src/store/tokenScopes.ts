import { ConflictError, NotFoundError } from '@backstage/errors';
import type { TokenKind } from '@greenroom/backstage-plugin-model-serving-common';
import type { Knex } from 'knex';
import type { NewTokenScope, StoredTokenScope } from './tokenTypes';

/** Values that open one deployment, graph or namespace, ended ones included: each is in every snapshot of its gateways. */
const MAX_PER_SCOPE = 500;

/** A scope as it is kept: of a resource its uid, else the namespace. */
interface ScopeRow {
  readonly uid: string;
  readonly namespace: string;
}

/** With what it names; null: nothing, it is a namespace or was deleted this moment. */
interface PlacedRow extends ScopeRow {
  readonly family: string;
  readonly kind: TokenKind | null;
  readonly cluster: string;
  readonly place: string;
  readonly name: string;
  readonly owner: string;
}

/** How a scope is kept. */
export function scopeRow(scope: NewTokenScope): ScopeRow {
  return { uid: '', namespace: '', ...scope };
}

/** Tokens that say this scope. */
export function familiesOf(tx: Knex, scope: NewTokenScope): Knex.QueryBuilder {
  return tx('token_scopes').select('family').where(scopeRow(scope));
}

/** What some tokens open, by the id of their first value. */
export async function scopesByFamily(
  db: Knex,
  families: Knex.QueryBuilder,
): Promise<ReadonlyMap<string, readonly StoredTokenScope[]>> {
  const rows: PlacedRow[] = await db('token_scopes')
    .leftJoin('resources', 'resources.uid', 'token_scopes.uid')
    .whereIn('family', families)
    .select(
      'token_scopes.*',
      'resources.kind',
      'resources.cluster',
      'resources.namespace as place',
      'resources.name',
      'resources.owner',
    )
    .orderBy(['resources.kind', 'resources.namespace', 'resources.name']);
  const byFamily = new Map<string, StoredTokenScope[]>();
  for (const row of rows) {
    const scope = scopeOf(row);
    const known = byFamily.get(row.family);
    if (known && scope) known.push(scope);
    else if (scope) byFamily.set(row.family, [scope]);
  }
  return byFamily;
}

/** @throws NotFoundError if what a token is to open was deleted meanwhile */
export async function demandTarget(
  tx: Knex,
  scope: NewTokenScope,
): Promise<void> {
  if (!('uid' in scope)) return;
  const row = await tx('resources').where({ uid: scope.uid }).first('uid');
  if (row) return;
  throw new NotFoundError('what the token opens was deleted meanwhile');
}

/** @throws ConflictError if the name is taken there, or there are as many as there may be */
export async function demandRoom(
  tx: Knex,
  cluster: string,
  scope: NewTokenScope,
  name: string,
): Promise<void> {
  const tokens = () =>
    tx('tokens').where({ cluster }).whereIn('family', familiesOf(tx, scope));
  const held = await tokens().where({ held_name: name.toLowerCase() }).first();
  if (held) {
    throw new ConflictError(
      `name: there is a token '${held.name}' for it already; rotate or revoke it, or choose another name`,
    );
  }
  const [{ total }] = await tokens().count({ total: '*' });
  if (Number(total) >= MAX_PER_SCOPE) {
    throw new ConflictError(
      `there are ${MAX_PER_SCOPE} tokens for it, those that ended in the last 30 days included: that is all that there may be`,
    );
  }
}

function scopeOf(row: PlacedRow): StoredTokenScope | undefined {
  const { kind, uid, namespace, cluster, place, name, owner } = row;
  if (uid === '') return { kind: 'Namespace', namespace };
  return kind === null
    ? undefined
    : {
        kind,
        uid,
        ref: { cluster, namespace: place, name },
        ...(owner ? { owner } : {}),
      };
}
