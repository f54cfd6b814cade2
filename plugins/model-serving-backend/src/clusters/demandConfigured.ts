import { ConflictError } from '@backstage/errors';
import {
  servingKinds,
  type ResourceRef,
  type ServingKind,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Clusters } from './types';

/** @throws ConflictError with the ways out, if the cluster of a resource, where something is to be done now, is not configured any more */
export function demandConfigured(
  clusters: Pick<Clusters, 'has'>,
  kind: ServingKind,
  { cluster, namespace, name }: ResourceRef,
): void {
  if (clusters.has(cluster)) return;
  const path = servingKinds[kind].namespaced ? `${namespace}/${name}` : name;
  throw new ConflictError(
    `the cluster '${cluster}' of ${kind} '${path}' is not configured any more (modelServing.clusters), so nothing can be read or called there: ask the platform team to configure it again. To delete the ${kind} only forgets it here`,
  );
}
