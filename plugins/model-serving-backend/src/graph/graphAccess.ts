import {
  accessOf,
  isReachable,
  routeProfileOf,
  type ClusterSettings,
  type InferenceGraph,
  type ServiceAccess,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { StoredResource } from '../store';

/** Who may call a graph. It is no way around the tokens of what it calls: it needs one where a service needs one. */
export function graphAccess(
  graph: Pick<InferenceGraph, 'metadata'>,
  services: Iterable<Pick<StoredResource<'InferenceService'>, 'object'>>,
  settings: ClusterSettings,
): ServiceAccess {
  const isReached = isReachable(settings);
  const profile = routeProfileOf(settings);
  for (const { object } of services)
    if (accessOf(object, isReached, profile) === 'token') return 'token';
  return accessOf(graph, isReached);
}
