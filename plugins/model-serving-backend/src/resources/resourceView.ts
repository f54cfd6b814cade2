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
  const { kind, ref } = stored;
  const { profile, conditions = [] } = options;
  const support = kindSupport(kind, { cluster: ref.cluster, profile });
  const kept = keptCondition(support);
  return shown(stored, {
    acted: support.level === 'acted',
    conditions: [...(kept ? [kept] : []), ...conditions],
  });
}

/** A stored resource of a cluster that is not configured any more: nobody acts on it, and nothing is known of it now. */
export function removedClusterView(
  stored: StoredResource<ServingKind>,
): ResourceView {
  const condition: Condition = {
    type: 'Configured',
    status: 'False',
    reason: 'ClusterRemoved',
    message: `Its cluster '${stored.ref.cluster}' is not configured any more. Configured again, it is looked at again; deleted, it is forgotten here, and nothing on the cluster is touched.`,
  };
  return {
    ...shown(stored, { acted: false, conditions: [condition] }),
    isClusterRemoved: true,
  };
}

function shown(
  stored: StoredResource<ServingKind>,
  { acted, conditions }: Pick<ResourceView, 'acted' | 'conditions'>,
): ResourceView {
  const { kind, ref, object } = stored;
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
    acted,
    conditions,
    resource: conditions.length > 0 ? withStatus : object,
  };
}
