import type { ResourceRef } from '@greenroom/backstage-plugin-model-serving-common';

type Place = Pick<ResourceRef, 'cluster' | 'namespace'>;

/** Whether two deployments are in the same project of the same cluster. */
export function isSamePlace(a: Place, b: Place): boolean {
  return a.cluster === b.cluster && a.namespace === b.namespace;
}
