import type { DeploymentQuery } from '@greenroom/backstage-plugin-model-serving-common';

/** A query of `GET /deployments` as URL parameters; lists repeat. */
export function deploymentSearchParams(
  query: DeploymentQuery,
): URLSearchParams {
  const params = new URLSearchParams();
  const lists: [string, readonly string[] | undefined][] = [
    ['state', query.states],
    ['owner', query.owners],
    ['cluster', query.clusters],
    ['namespace', query.namespaces],
    ['runtime', query.runtimes],
    ['format', query.formats],
  ];
  for (const [name, values] of lists) {
    for (const value of values ?? []) params.append(name, value);
  }
  if (query.cursor !== undefined) params.set('cursor', query.cursor);
  if (query.limit !== undefined) params.set('limit', String(query.limit));
  if (query.search !== undefined) params.set('search', query.search);
  if (query.orderBy) {
    params.set('orderField', `${query.orderBy.field},${query.orderBy.order}`);
  }
  return params;
}
