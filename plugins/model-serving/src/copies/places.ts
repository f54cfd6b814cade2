import {
  ClusterView,
  ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import { openProjects } from '../inputs';

/** Where a copy goes. */
export type Place = Pick<ResourceRef, 'cluster' | 'namespace'>;

/** Where a copy goes as a rule: to another cluster that answers, else to another project, else beside its original. */
export function firstPlace(
  original: Place,
  clusters: readonly ClusterView[],
): Place {
  const other = clusters.find(
    ({ name, reachable }) => reachable && name !== original.cluster,
  );
  const own = clusters.find(({ name }) => name === original.cluster);
  const namespaces = openProjects(other ?? own);
  const { namespace } = original;
  const project = other
    ? namespaces.find(known => known === namespace)
    : namespaces.find(known => known !== namespace);
  return {
    cluster: other?.name ?? original.cluster,
    namespace: project ?? namespaces[0] ?? namespace,
  };
}

/** The name that a copy has unless somebody gives it another one: its original's, where that is free by nature. */
export function nameThere(original: ResourceRef, place: Place): string {
  const isBeside =
    original.cluster === place.cluster &&
    original.namespace === place.namespace;
  return isBeside ? `${original.name}-copy` : original.name;
}
