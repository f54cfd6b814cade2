import { FetchApi } from '@backstage/frontend-plugin-api';
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
import { GraphsApi } from './GraphsApi';
import { LogQuery, RequestOptions } from './ModelServingApi';
import { graphPath } from './paths';
import { RestClient } from './RestClient';

/**
 * {@link GraphsApi} over the backend's REST API.
 * @public
 */
export class GraphsClient implements GraphsApi {
  readonly #rest: RestClient;

  private constructor(rest: RestClient) {
    this.#rest = rest;
  }

  /** Makes a client that calls with the signed-in user's rights. */
  static create(options: { fetchApi: FetchApi }): GraphsClient {
    return new GraphsClient(new RestClient(options.fetchApi));
  }

  async listGraphs(
    query: GraphQuery,
    options?: RequestOptions,
  ): Promise<Page<GraphSummary>> {
    return this.#rest.json('GET', 'graphs', options, {
      cursor: query.cursor,
      limit: query.limit,
      search: query.search,
      cluster: query.clusters,
      namespace: query.namespaces,
    });
  }

  async getGraph(
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<GraphDetail> {
    return this.#rest.json('GET', graphPath(ref), options);
  }

  async getGraphMetrics(
    ref: ResourceRef,
    range: MetricRange,
    options?: RequestOptions,
  ): Promise<GraphMetrics> {
    return this.#rest.json('GET', `${graphPath(ref)}/metrics`, options, {
      range,
    });
  }

  async listGraphEvents(
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<readonly EventView[]> {
    return this.#rest.items('GET', `${graphPath(ref)}/events`, options);
  }

  async getGraphLogs(
    ref: ResourceRef,
    query: LogQuery,
    options?: RequestOptions,
  ): Promise<readonly LogLine[]> {
    return this.#rest.items('GET', `${graphPath(ref)}/logs`, options, {
      ...query,
    });
  }

  followGraphLogs(
    ref: ResourceRef,
    query: LogQuery,
    options?: RequestOptions,
  ): AsyncIterable<LogLine> {
    return this.#rest.lines(`${graphPath(ref)}/logs`, options, {
      ...query,
      follow: true,
    });
  }

  async startGraph(
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<GraphDetail> {
    return this.#rest.json('POST', `${graphPath(ref)}/start`, options);
  }

  async stopGraph(
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<GraphDetail> {
    return this.#rest.json('POST', `${graphPath(ref)}/stop`, options);
  }

  async tryGraph(
    ref: ResourceRef,
    request: TryRequest,
    options?: RequestOptions,
  ): Promise<TryResponse> {
    return this.#rest.json(
      'POST',
      `${graphPath(ref)}/try`,
      options,
      {},
      request,
    );
  }
}
