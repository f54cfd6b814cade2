import { useApi } from '@backstage/frontend-plugin-api';
import {
  ClusterDetail,
  ClusterView,
  ConnectionView,
  DeploymentDetail,
  DeploymentExplanation,
  DeploymentMetrics,
  DeploymentPage,
  DeploymentQuery,
  DeploymentScaling,
  DeploymentTraffic,
  EventView,
  HardwareProfileList,
  MetricRange,
  Page,
  ResourceQuery,
  ResourceRef,
  RevisionList,
  ResourceView,
  RuntimeDetail,
  RuntimeView,
  stringifyResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  ConnectionQuery,
  ModelServingApi,
  modelServingApiRef,
  RuntimeQuery,
  RuntimeRef,
  servingResourcesApiRef,
} from '../api';
import { Live, LiveOptions, useLive } from './useLive';

/** Lists that people change seldom. */
const SLOW_POLL_MS = 10_000;
/** Counts that change with each request. */
const TRAFFIC_POLL_MS = 2_000;
/** Looking at a cluster costs it dozens of calls. */
const EXAMINATION_POLL_MS = 30_000;
const DECISIONS_POLL_MS = 60_000;
const DAY_MS = 24 * 60 * 60 * 1000;

function useApiValue<T>(
  key: readonly unknown[] | undefined,
  load: (api: ModelServingApi, signal: AbortSignal) => Promise<T>,
  options?: LiveOptions,
): Live<T> {
  const api = useApi(modelServingApiRef);
  return useLive(
    key && JSON.stringify(key),
    signal => load(api, signal),
    options,
  );
}

/**
 * A page of deployments, live. Without a query nothing is read.
 * @public
 */
export function useDeployments(
  query: DeploymentQuery | undefined,
): Live<DeploymentPage> {
  return useApiValue(query && ['deployments', query], (api, signal) =>
    api.listDeployments(query!, { signal }),
  );
}

/**
 * One deployment, live.
 * @public
 */
export function useDeployment(
  ref: ResourceRef | undefined,
): Live<DeploymentDetail> {
  return useApiValue(
    ref && ['deployment', stringifyResourceRef(ref)],
    (api, signal) => api.getDeployment(ref!, { signal }),
  );
}

/**
 * Metrics of a deployment, read again every `refreshMs`; `false`: only by hand.
 * @public
 */
export function useMetrics(
  ref: ResourceRef,
  range: MetricRange,
  refreshMs: number | false,
): Live<DeploymentMetrics> {
  return useApiValue(
    ['metrics', stringifyResourceRef(ref), range],
    (api, signal) => api.getMetrics(ref, range, { signal }),
    { poll: refreshMs, signals: false },
  );
}

/**
 * How requests decide the replicas of a deployment, read again every `refreshMs`; `false`: only by hand.
 * @public
 */
export function useScaling(
  ref: ResourceRef,
  refreshMs: number | false,
): Live<DeploymentScaling> {
  return useApiValue(
    ['scaling', stringifyResourceRef(ref)],
    (api, signal) => api.getScaling(ref, undefined, { signal }),
    { poll: refreshMs },
  );
}

/**
 * What was decided about the replicas of a deployment in the last day, read again every minute.
 * @public
 */
export function useScaleDecisions(ref: ResourceRef): Live<DeploymentScaling> {
  return useApiValue(
    ['scale decisions', stringifyResourceRef(ref)],
    (api, signal) =>
      api.getScaling(ref, new Date(Date.now() - DAY_MS).toISOString(), {
        signal,
      }),
    { poll: DECISIONS_POLL_MS, signals: false },
  );
}

/**
 * Events of a deployment, live.
 * @public
 */
export function useEvents(ref: ResourceRef): Live<readonly EventView[]> {
  return useApiValue(['events', stringifyResourceRef(ref)], (api, signal) =>
    api.listEvents(ref, { signal }),
  );
}

/**
 * Kept revisions of a deployment, live.
 * @public
 */
export function useRevisions(ref: ResourceRef): Live<RevisionList> {
  return useApiValue(['revisions', stringifyResourceRef(ref)], (api, signal) =>
    api.listRevisions(ref, { signal }),
  );
}

/**
 * How a deployment's traffic is split, live.
 * @public
 */
export function useTraffic(ref: ResourceRef): Live<DeploymentTraffic> {
  return useApiValue(
    ['traffic', stringifyResourceRef(ref)],
    (api, signal) => api.getTraffic(ref, { signal }),
    { poll: TRAFFIC_POLL_MS },
  );
}

/**
 * Why a deployment is as it is, live.
 * @public
 */
export function useExplanation(ref: ResourceRef): Live<DeploymentExplanation> {
  return useApiValue(['explain', stringifyResourceRef(ref)], (api, signal) =>
    api.explainDeployment(ref, { signal }),
  );
}

/**
 * Connections, live. Without a query nothing is read.
 * @public
 */
export function useConnections(
  query: ConnectionQuery | undefined,
): Live<Page<ConnectionView>> {
  return useApiValue(
    query && ['connections', query],
    (api, signal) => api.listConnections(query!, { signal }),
    { poll: SLOW_POLL_MS },
  );
}

/**
 * Runtimes, live.
 * @public
 */
export function useRuntimes(query: RuntimeQuery): Live<Page<RuntimeView>> {
  return useApiValue(
    ['runtimes', query],
    (api, signal) => api.listRuntimes(query, { signal }),
    { poll: SLOW_POLL_MS },
  );
}

/**
 * One runtime with who uses it, live.
 * @public
 */
export function useRuntime(ref: RuntimeRef): Live<RuntimeDetail> {
  const api = useApi(servingResourcesApiRef);
  return useLive(
    JSON.stringify(['runtime', ref]),
    signal => api.getRuntime(ref, { signal }),
    { poll: SLOW_POLL_MS },
  );
}

/**
 * A page of resources as YAML knows them, live.
 * @public
 */
export function useResources(query: ResourceQuery): Live<Page<ResourceView>> {
  const api = useApi(servingResourcesApiRef);
  return useLive(
    JSON.stringify(['resources', query]),
    signal => api.listResources(query, { signal }),
    { poll: SLOW_POLL_MS },
  );
}

/**
 * Clusters and whether they answer, live.
 * @public
 */
export function useLiveClusters(): Live<readonly ClusterView[]> {
  return useApiValue(
    ['clusters', 'live'],
    (api, signal) => api.listClusters({ signal }),
    { poll: SLOW_POLL_MS, signals: false },
  );
}

/**
 * One cluster with what it has, live.
 * @public
 */
export function useCluster(name: string): Live<ClusterDetail> {
  return useApiValue(
    ['cluster', name],
    (api, signal) => api.getCluster(name, { signal }),
    { poll: EXAMINATION_POLL_MS, signals: false },
  );
}

/**
 * Hardware profiles that deployments of a project may name, read once. Without a place nothing is read.
 * @public
 */
export function useHardwareProfiles(
  place: { readonly cluster: string; readonly namespace: string } | undefined,
): Live<HardwareProfileList> {
  return useApiValue(
    place && ['hardware-profiles', place],
    (api, signal) => api.listHardwareProfiles(place!, { signal }),
    { poll: false, signals: false },
  );
}

/**
 * Clusters, read once: what they can do changes with the configuration.
 * @public
 */
export function useClusters(): Live<readonly ClusterView[]> {
  return useApiValue(
    ['clusters'],
    (api, signal) => api.listClusters({ signal }),
    { poll: false, signals: false },
  );
}
