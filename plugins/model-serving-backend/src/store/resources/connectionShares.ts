import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import type {
  ConnectionSharing,
  ConnectionUser,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Knex } from 'knex';
import type { ResourceCriterion } from '../types';
import { applyCriteria, type ResourceQuery } from './filter';

/** Makes the table say what the connection's JSON says, within its transaction. */
export async function writeShares(
  tx: Knex,
  uid: string,
  { namespaces, owners }: ConnectionSharing,
): Promise<void> {
  await tx('connection_shares').where({ uid }).delete();
  const rows = [
    ...namespaces.map(value => ({ uid, kind: 'namespace', value })),
    ...owners.map(value => ({ uid, kind: 'owner', value })),
  ];
  if (rows.length > 0) await tx('connection_shares').insert(rows);
}

/** Narrows a query over connections to those that deployments of a user reach (`connectionReach`). */
export function applyReach(query: ResourceQuery, user: ConnectionUser): void {
  const { namespace, owner } = user;
  query.where(own => {
    own.where({ namespace });
    own.orWhereExists(share => {
      sharesOfRow(share).where(party => {
        party.where({ 's.kind': 'namespace', 's.value': namespace });
        if (owner) party.orWhere({ 's.kind': 'owner', 's.value': owner });
      });
    });
  });
}

/**
 * Narrows a query over connections to what a policy lets the caller see, of their own or shared: the same rule as
 * `matchesShared`, there for one connection, here for a list.
 */
export function applySharedCriteria(
  query: ResourceQuery,
  criteria: PermissionCriteria<ResourceCriterion>,
): void {
  query.where(outer => {
    // Nothing at all would narrow to what is shared: a group without a condition is left out
    outer.where(own => {
      own.whereRaw('1 = 1');
      applyCriteria(own, criteria);
    });
    for (const kind of ['namespace', 'owner'] as const) {
      outer.orWhereExists(share => {
        sharesOfRow(share).where({ 's.kind': kind });
        applyPartyCriteria(share, criteria, kind, true);
      });
    }
  });
}

function sharesOfRow(query: Knex.QueryBuilder): Knex.QueryBuilder {
  return query
    .select(query.client.raw('1'))
    .from({ s: 'connection_shares' })
    .whereRaw('s.uid = resources.uid');
}

/** @param holds - what a criterion that is not about the party counts as: it must not narrow, also inside a `not` */
function applyPartyCriteria(
  query: Knex.QueryBuilder,
  criteria: PermissionCriteria<ResourceCriterion>,
  kind: 'namespace' | 'owner',
  holds: boolean,
): void {
  if ('key' in criteria) {
    if (criteria.key === kind) query.whereIn('s.value', [...criteria.values]);
    else if (criteria.key === 'owner') {
      // Shared with a namespace: whoever may deploy there is meant, whose they are does not matter
      query.whereRaw(holds ? '1 = 1' : '1 = 0');
    } else {
      query.whereIn(`resources.${criteria.key}`, [...criteria.values]);
    }
  } else if ('not' in criteria) {
    query.whereNot(inner =>
      applyPartyCriteria(inner, criteria.not, kind, !holds),
    );
  } else if ('allOf' in criteria) {
    query.where(inner => {
      for (const part of criteria.allOf) {
        inner.andWhere(one => applyPartyCriteria(one, part, kind, holds));
      }
    });
  } else {
    query.where(inner => {
      for (const part of criteria.anyOf) {
        inner.orWhere(one => applyPartyCriteria(one, part, kind, holds));
      }
      if (criteria.anyOf.length === 0) inner.whereRaw('1 = 0');
    });
  }
}
