import {
  entityRefOf,
  tokenStateOf,
  type TokenView,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { StoredToken } from '../store';

/** A stored token for people. @param now - ms since epoch */
export function tokenView(
  stored: StoredToken,
  defaultCluster: string,
  now: number,
): TokenView {
  const { id, name, start, deployment, consumer, verbs, limit } = stored;
  const { createdBy, revokedBy, requests, errors, refused } = stored;
  const times = {
    createdAt: new Date(stored.createdAt).toISOString(),
    expiresAt: toIso(stored.expiresAt),
    endsAt: toIso(stored.endsAt),
    revokedAt: toIso(stored.revokedAt),
  };
  return {
    id,
    name,
    start,
    deployment,
    deploymentEntityRef: entityRefOf({
      ...deployment,
      kind: 'InferenceService',
      isDefaultCluster: deployment.cluster === defaultCluster,
    }),
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

function toIso(time: number | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}
