import {
  servingKinds,
  type Forgotten,
  type ResourceRef,
  type ServingKind,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Clusters } from './types';

/** The answer to a deletion that ended nothing, for its cluster is not configured any more; undefined: it is. */
export function forgotten(
  clusters: Pick<Clusters, 'has'>,
  kind: ServingKind,
  { cluster, namespace, name }: ResourceRef,
): Forgotten | undefined {
  if (clusters.has(cluster)) return undefined;
  const path = servingKinds[kind].namespaced ? `${namespace}/${name}` : name;
  return {
    forgotten: true,
    message: `${kind} '${path}' of the cluster '${cluster}' is forgotten here. Nothing on the cluster was touched: what it has of it stays there, and what runs goes on.`,
  };
}
