import { ClusterView } from '@greenroom/backstage-plugin-model-serving-common';

/** Projects of a cluster in which something can be deployed: the portal has the rights that it needs there. */
export function openProjects(
  cluster: Pick<ClusterView, 'namespaces' | 'deniedNamespaces'> | undefined,
): readonly string[] {
  const { namespaces = [], deniedNamespaces = [] } = cluster ?? {};
  return namespaces.filter(name => !deniedNamespaces.includes(name));
}

/** Why nothing can be deployed in a project of a cluster; undefined: it can, or nobody knows of it. */
export function projectProblem(
  cluster: Pick<ClusterView, 'title' | 'deniedNamespaces'> | undefined,
  name: string,
): string | undefined {
  return cluster?.deniedNamespaces?.includes(name)
    ? `The portal has not the rights that it needs there: ask the platform team; the page of the cluster ${cluster.title} says which are missing`
    : undefined;
}
