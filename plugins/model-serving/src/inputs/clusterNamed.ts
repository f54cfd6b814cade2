import { ClusterView } from '@greenroom/backstage-plugin-model-serving-common';

/** The cluster of a name; without a name the default one. */
export function clusterNamed(
  clusters: readonly ClusterView[] | undefined,
  name: string | undefined,
): ClusterView | undefined {
  return name
    ? clusters?.find(cluster => cluster.name === name)
    : clusters?.find(({ isDefault }) => isDefault) ?? clusters?.[0];
}
