import { ClusterView } from '@greenroom/backstage-plugin-model-serving-common';

/**
 * Who leads requests to models of a cluster, and so decides what a form can offer of routes, tokens, batches and payloads:
 * our gateway, KServe by itself, or KServe with Open Data Hub. Source: docs/decisions 0031, 0042.
 */
export type Routing = 'greenroom' | 'kserve' | 'odh';

/** Who does on a cluster; while nothing is known of it, our gateway is assumed: the backend checks again. */
export function routingOf(
  cluster: Pick<ClusterView, 'ungated' | 'capabilities'> | undefined,
): Routing {
  if (!cluster?.ungated) return 'greenroom';
  return cluster.capabilities.openDataHub ? 'odh' : 'kserve';
}
