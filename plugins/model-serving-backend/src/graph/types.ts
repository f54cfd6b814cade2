import type {
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
import type { CallOptions, LogRequest } from '../deployments';

/**
 * Inference graphs, as the API offers them beside what it offers of every resource. Methods fail with NotFoundError for
 * what does not exist or the caller may not see.
 */
export interface Graphs {
  /** By title. */
  list(query: GraphQuery, options: CallOptions): Promise<Page<GraphSummary>>;
  get(ref: ResourceRef, options: CallOptions): Promise<GraphDetail>;
  metrics(
    ref: ResourceRef,
    range: MetricRange,
    options: CallOptions,
  ): Promise<GraphMetrics>;
  /** What happened to it and to what runs of it, newest first. */
  events(ref: ResourceRef, options: CallOptions): Promise<readonly EventView[]>;
  /** What the router of its cluster writes; nothing where our gateway runs it: that has no log of one graph. */
  logs(
    ref: ResourceRef,
    request: LogRequest,
    options: CallOptions,
  ): Promise<AsyncIterable<LogLine>>;
  /** Its address answers again. */
  start(ref: ResourceRef, options: CallOptions): Promise<GraphDetail>;
  /** Its address answers that it is stopped; its services go on. */
  stop(ref: ResourceRef, options: CallOptions): Promise<GraphDetail>;
  /** Calls it at its own address. What it answers, errors too, is a value. */
  try(
    ref: ResourceRef,
    request: TryRequest,
    options: CallOptions & { readonly signal?: AbortSignal },
  ): Promise<TryResponse>;
}
