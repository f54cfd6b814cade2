import {
  annotations,
  keptCondition,
  kindSupport,
  type Condition,
  type Profile,
  type ResourceView,
  type ServingKind,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { StoredResource } from '../store';

/** A stored resource as it is shown. What its cluster says of its kind stands in its status, as KServe would write it. */
export function resourceView(
  stored: StoredResource<ServingKind>,
  options: {
    readonly profile: Profile;
    /** What else is known of it. */
    readonly conditions?: readonly Condition[];
  },
): ResourceView {
  const { kind, ref, object } = stored;
  const { profile, conditions: more = [] } = options;
  const support = kindSupport(kind, { cluster: ref.cluster, profile });
  const kept = keptCondition(support);
  const conditions = [...(kept ? [kept] : []), ...more];
  const notes = object.metadata.annotations ?? {};
  const withStatus = { ...object, status: { conditions } };
  return {
    kind,
    ref,
    uid: stored.uid,
    resourceVersion: object.metadata.resourceVersion ?? '',
    generation: object.metadata.generation ?? 0,
    title: notes[annotations.displayName] || ref.name,
    description: notes[annotations.description] || undefined,
    owner: stored.owner,
    createdAt: stored.createdAt,
    acted: support.level === 'acted',
    conditions,
    resource: conditions.length > 0 ? withStatus : object,
  };
}
