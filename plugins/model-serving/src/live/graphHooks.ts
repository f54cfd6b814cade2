import { useApi } from '@backstage/frontend-plugin-api';
import {
  EventView,
  GraphDetail,
  GraphMetrics,
  GraphQuery,
  GraphSummary,
  MetricRange,
  Page,
  ResourceRef,
  stringifyResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import { graphsApiRef, servingResourcesApiRef } from '../api';
import { Live, useLive } from './useLive';

/** Graphs come and go seldom. */
const CALLERS_POLL_MS = 30_000;

/**
 * A page of graphs, live. Without a query nothing is read.
 * @public
 */
export function useGraphs(
  query: GraphQuery | undefined,
): Live<Page<GraphSummary>> {
  const api = useApi(graphsApiRef);
  return useLive(query && JSON.stringify(['graphs', query]), signal =>
    api.listGraphs(query ?? {}, { signal }),
  );
}

/**
 * One graph with what passes through it, live.
 * @public
 */
export function useGraph(ref: ResourceRef): Live<GraphDetail> {
  const api = useApi(graphsApiRef);
  return useLive(JSON.stringify(['graph', stringifyResourceRef(ref)]), signal =>
    api.getGraph(ref, { signal }),
  );
}

/**
 * What happened to a graph and to what its cluster runs of it, live.
 * @public
 */
export function useGraphEvents(ref: ResourceRef): Live<readonly EventView[]> {
  const api = useApi(graphsApiRef);
  return useLive(
    JSON.stringify(['graph events', stringifyResourceRef(ref)]),
    signal => api.listGraphEvents(ref, { signal }),
  );
}

/**
 * Metrics of a graph and of its steps, read again every `refreshMs`; `false`: only by hand.
 * @public
 */
export function useGraphMetrics(
  ref: ResourceRef,
  range: MetricRange,
  refreshMs: number | false,
): Live<GraphMetrics> {
  const api = useApi(graphsApiRef);
  return useLive(
    JSON.stringify(['graph metrics', stringifyResourceRef(ref), range]),
    signal => api.getGraphMetrics(ref, range, { signal }),
    { poll: refreshMs, signals: false },
  );
}

/**
 * The graphs that call a deployment, as far as the user may see them, live.
 * @public
 */
export function useGraphsThatCall(
  ref: ResourceRef,
): Live<readonly ResourceRef[]> {
  const api = useApi(servingResourcesApiRef);
  return useLive(
    JSON.stringify(['graphs that call', stringifyResourceRef(ref)]),
    async signal => {
      const { usedBy } = await api.getResource('InferenceService', ref, {
        signal,
      });
      return usedBy.flatMap(user =>
        user.kind === 'InferenceGraph' ? [user.ref] : [],
      );
    },
    { poll: CALLERS_POLL_MS },
  );
}
