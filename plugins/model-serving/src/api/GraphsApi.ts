import { createApiRef } from '@backstage/frontend-plugin-api';
import {
  EventView,
  GraphDetail,
  GraphMetrics,
  GraphQuery,
  GraphSummary,
  LogLine,
  MetricRange,
  Page,
  ResourceRef,
  TryRequest,
  TryResponse,
} from '@greenroom/backstage-plugin-model-serving-common';
import { LogQuery, RequestOptions } from './ModelServingApi';

/**
 * What the screens know of inference graphs. They are written, deleted and read as YAML as every resource is
 * (`ServingResourcesApi`). A refused call rejects with `ResponseError`.
 * @public
 */
export interface GraphsApi {
  /** A page of graphs that the user may see. */
  listGraphs(
    query: GraphQuery,
    options?: RequestOptions,
  ): Promise<Page<GraphSummary>>;
  /** Everything about one graph, with what passes through it now. */
  getGraph(ref: ResourceRef, options?: RequestOptions): Promise<GraphDetail>;
  /** Metrics of a graph and of each of its steps, of a range that ends now. */
  getGraphMetrics(
    ref: ResourceRef,
    range: MetricRange,
    options?: RequestOptions,
  ): Promise<GraphMetrics>;
  /** What happened to a graph and to what runs of it, newest first. */
  listGraphEvents(
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<readonly EventView[]>;
  /** Log lines of the router in which its cluster runs it, oldest first. */
  getGraphLogs(
    ref: ResourceRef,
    query: LogQuery,
    options?: RequestOptions,
  ): Promise<readonly LogLine[]>;
  /** The same as they are written; ends when the router's replicas do, or with the signal. */
  followGraphLogs(
    ref: ResourceRef,
    query: LogQuery,
    options?: RequestOptions,
  ): AsyncIterable<LogLine>;
  /** Begins to start a stopped graph. */
  startGraph(ref: ResourceRef, options?: RequestOptions): Promise<GraphDetail>;
  /** Stops a graph: its address answers that it is stopped, its services go on. */
  stopGraph(ref: ResourceRef, options?: RequestOptions): Promise<GraphDetail>;
  /** Calls a graph through the portal. What it answers, errors too, is a value; a rejection is the portal's. */
  tryGraph(
    ref: ResourceRef,
    request: TryRequest,
    options?: RequestOptions,
  ): Promise<TryResponse>;
}

/**
 * Reference of {@link GraphsApi}.
 * @public
 */
export const graphsApiRef = createApiRef<GraphsApi>().with({
  id: 'plugin.model-serving.graphs',
  pluginId: 'model-serving',
});
