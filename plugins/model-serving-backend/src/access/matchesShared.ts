import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import {
  NOT_SHARED,
  type Connection,
  type ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ResourceCriterion } from '../store';

type Criteria = PermissionCriteria<ResourceCriterion>;

/** Stands for the owner where it does not matter whose something is. */
const ANYBODY = Symbol('anybody');

/** What a condition of a policy looks at. */
export interface Seen {
  readonly cluster: string;
  readonly namespace: string;
  readonly owner?: string | typeof ANYBODY;
}

/** A connection, as far as conditions and sharing go. */
export interface SeenConnection {
  readonly ref: ResourceRef;
  readonly owner?: string;
  readonly object: Connection;
}

/**
 * Whether a policy's condition holds for a connection as it is, or as one of those that it is shared with have it: a
 * namespace as if it were there, whoever's it is; an owner as if it were theirs. For one connection what
 * `applySharedCriteria` is for a list.
 */
export function matchesShared(
  criteria: Criteria,
  { ref, owner, object }: SeenConnection,
): boolean {
  const { namespaces, owners } = object.spec.sharedWith ?? NOT_SHARED;
  return (
    matches(criteria, { ...ref, owner }) ||
    namespaces.some(namespace =>
      matches(criteria, { ...ref, namespace, owner: ANYBODY }),
    ) ||
    owners.some(one => matches(criteria, { ...ref, owner: one }))
  );
}

/**
 * Whether a policy's condition holds.
 *
 * @param holds - what a criterion about the owner counts as for anybody: it must not narrow, also inside a `not`
 */
export function matches(criteria: Criteria, seen: Seen, holds = true): boolean {
  if ('key' in criteria) {
    const value = seen[criteria.key];
    return value === ANYBODY ? holds : criteria.values.includes(value ?? '');
  }
  if ('not' in criteria) return !matches(criteria.not, seen, !holds);
  return 'allOf' in criteria
    ? criteria.allOf.every(part => matches(part, seen, holds))
    : criteria.anyOf.some(part => matches(part, seen, holds));
}
