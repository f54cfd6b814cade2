import {
  entityRefOf,
  tokenStateOf,
  type TokenScopeView,
  type TokenView,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { StoredToken, StoredTokenScope } from '../store';

/** Whether somebody may know of something that a token opens. */
export type SeesScope = (scope: StoredTokenScope, cluster: string) => boolean;

/** A stored token for people. @param options - `now`: ms since epoch */
export function tokenView(
  stored: StoredToken,
  options: {
    readonly defaultCluster: string;
    readonly now: number;
    readonly sees: SeesScope;
  },
): TokenView {
  const { defaultCluster, now, sees } = options;
  const { id, name, start, cluster, consumer, verbs, limit } = stored;
  const { createdBy, revokedBy, requests, errors, refused } = stored;
  const times = {
    createdAt: new Date(stored.createdAt).toISOString(),
    expiresAt: toIso(stored.expiresAt),
    endsAt: toIso(stored.endsAt),
    revokedAt: toIso(stored.revokedAt),
  };
  const seen = stored.scopes.filter(scope => sees(scope, cluster));
  const hidden = stored.scopes.length - seen.length;
  return {
    id,
    name,
    start,
    cluster,
    scopes: seen.map(scope => scopeView(scope, defaultCluster)),
    ...(hidden > 0 ? { hiddenScopes: hidden } : {}),
    state: tokenStateOf(times, now),
    consumer,
    verbs,
    limit,
    ...times,
    createdBy,
    revokedBy,
    lastUsedAt: toIso(stored.lastUsedAt),
    usage: { requests, errors, refused },
  };
}

function scopeView(
  scope: StoredTokenScope,
  defaultCluster: string,
): TokenScopeView {
  if (scope.kind === 'Namespace') return scope;
  const { kind, ref } = scope;
  return {
    kind,
    namespace: ref.namespace,
    name: ref.name,
    entityRef: entityRefOf({
      ...ref,
      kind,
      isDefaultCluster: ref.cluster === defaultCluster,
    }),
  };
}

function toIso(time: number | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}
