import {
  annotations,
  isStopped,
  type ClusterSettings,
  type GraphEndpoint,
  type InferenceGraph,
} from '@greenroom/backstage-plugin-model-serving-common';

/** Hosts that only what runs in the cluster reaches. */
const INTERNAL = '.svc.cluster.local';

/**
 * Addresses of a graph that KServe's router runs: what its status tells, and its Service within the cluster. None before
 * there is a router, and none while it is stopped.
 *
 * In Standard mode KServe tells a host of its domain and makes no route for it: the Service is the address to use, and
 * `unrouted` names the other one. Open Data Hub makes a Route, and its Service speaks TLS of its own: only the Route is told.
 * Source: gateway-and-graphs §4.1.
 */
export function reportedGraphEndpoints(
  graph: InferenceGraph,
  settings: Pick<ClusterSettings, 'defaultDeploymentMode' | 'openDataHub'>,
): {
  readonly endpoints: readonly GraphEndpoint[];
  readonly unrouted?: string;
} {
  const { url = '' } = graph.status ?? {};
  if (isStopped(graph) || !URL.canParse(url)) return { endpoints: [] };
  const { namespace = '', name } = graph.metadata;
  const told = url.replace(/\/+$/, '');
  const service = `http://${name}.${namespace}${INTERNAL}`;
  if (settings.openDataHub) return { endpoints: endpointsAt([told]) };
  if (told === service) return { endpoints: endpointsAt([service]) };
  return modeOf(graph, settings) === 'Knative'
    ? { endpoints: endpointsAt([told, service]) }
    : { endpoints: endpointsAt([service, told]), unrouted: told };
}

function endpointsAt(urls: readonly string[]): readonly GraphEndpoint[] {
  return urls.map((url, i) => ({
    kind: 'host',
    url,
    inferUrl: url,
    visibility: new URL(url).hostname.endsWith(INTERNAL)
      ? 'cluster'
      : 'external',
    preferred: i === 0,
  }));
}

function modeOf(
  { metadata }: InferenceGraph,
  { defaultDeploymentMode }: Pick<ClusterSettings, 'defaultDeploymentMode'>,
): string {
  const said = metadata.annotations?.[annotations.deploymentMode];
  if (said === 'Knative' || said === 'Serverless') return 'Knative';
  if (said === 'Standard' || said === 'RawDeployment') return 'Standard';
  return defaultDeploymentMode;
}
