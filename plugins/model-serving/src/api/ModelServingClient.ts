import { ResponseError } from '@backstage/errors';
import { FetchApi } from '@backstage/frontend-plugin-api';
import {
  BrowsePage,
  ClusterView,
  ConnectionInput,
  ConnectionTestResult,
  ConnectionView,
  DeploymentDetail,
  DeploymentMetrics,
  DeploymentPage,
  DeploymentQuery,
  DryRunResult,
  EventView,
  HistoryView,
  LogLine,
  MetricRange,
  Page,
  ResourceRef,
  RuntimeView,
  TryRequest,
  TryResponse,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  ConnectionQuery,
  DeploymentPatch,
  LogQuery,
  ModelServingApi,
  RequestOptions,
  RuntimeQuery,
} from './ModelServingApi';
import { readLines } from './readLines';

type QueryValue = string | number | boolean | readonly string[] | undefined;

/**
 * {@link ModelServingApi} over the backend's REST API.
 * @public
 */
export class ModelServingClient implements ModelServingApi {
  readonly #fetchApi: FetchApi;

  private constructor(fetchApi: FetchApi) {
    this.#fetchApi = fetchApi;
  }

  /** Makes a client that calls with the signed-in user's rights. */
  static create(options: { fetchApi: FetchApi }): ModelServingClient {
    return new ModelServingClient(options.fetchApi);
  }

  async listDeployments(
    query: DeploymentQuery,
    options?: RequestOptions,
  ): Promise<DeploymentPage> {
    return this.#json('GET', 'deployments', options, {
      cursor: query.cursor,
      limit: query.limit,
      search: query.search,
      state: query.states,
      owner: query.owners,
      cluster: query.clusters,
      namespace: query.namespaces,
      runtime: query.runtimes,
      format: query.formats,
      orderField:
        query.orderBy && `${query.orderBy.field},${query.orderBy.order}`,
    });
  }

  async getDeployment(
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<DeploymentDetail> {
    return this.#json('GET', deploymentPath(ref), options);
  }

  async previewDeployment(
    ref: ResourceRef,
    patch: DeploymentPatch,
    options?: RequestOptions,
  ): Promise<DryRunResult> {
    return this.#json(
      'PATCH',
      deploymentPath(ref),
      options,
      { dryRun: true },
      patch,
    );
  }

  async patchDeployment(
    ref: ResourceRef,
    patch: DeploymentPatch,
    options?: RequestOptions,
  ): Promise<DeploymentDetail> {
    return this.#json('PATCH', deploymentPath(ref), options, {}, patch);
  }

  async deleteDeployment(
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<void> {
    await this.#request('DELETE', deploymentPath(ref), options);
  }

  async startDeployment(
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<DeploymentDetail> {
    return this.#json('POST', `${deploymentPath(ref)}/start`, options);
  }

  async stopDeployment(
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<DeploymentDetail> {
    return this.#json('POST', `${deploymentPath(ref)}/stop`, options);
  }

  async scaleDeployment(
    ref: ResourceRef,
    bounds: { readonly minReplicas: number; readonly maxReplicas?: number },
    options?: RequestOptions,
  ): Promise<DeploymentDetail> {
    return this.#json(
      'POST',
      `${deploymentPath(ref)}/scale`,
      options,
      {},
      bounds,
    );
  }

  async listEvents(
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<readonly EventView[]> {
    return this.#items('GET', `${deploymentPath(ref)}/events`, options);
  }

  async listHistory(
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<readonly HistoryView[]> {
    return this.#items('GET', `${deploymentPath(ref)}/history`, options);
  }

  async getLogs(
    ref: ResourceRef,
    query: LogQuery,
    options?: RequestOptions,
  ): Promise<readonly LogLine[]> {
    return this.#items('GET', `${deploymentPath(ref)}/logs`, options, {
      ...query,
    });
  }

  async *followLogs(
    ref: ResourceRef,
    query: LogQuery,
    options?: RequestOptions,
  ): AsyncIterable<LogLine> {
    const response = await this.#request(
      'GET',
      `${deploymentPath(ref)}/logs`,
      options,
      { ...query, follow: true },
    );
    if (!response.body) {
      return;
    }
    for await (const line of readLines(response.body)) {
      yield JSON.parse(line) as LogLine;
    }
  }

  async getMetrics(
    ref: ResourceRef,
    range: MetricRange,
    options?: RequestOptions,
  ): Promise<DeploymentMetrics> {
    return this.#json('GET', `${deploymentPath(ref)}/metrics`, options, {
      range,
    });
  }

  async tryDeployment(
    ref: ResourceRef,
    request: TryRequest,
    options?: RequestOptions,
  ): Promise<TryResponse> {
    return this.#json(
      'POST',
      `${deploymentPath(ref)}/try`,
      options,
      {},
      request,
    );
  }

  async listConnections(
    query: ConnectionQuery,
    options?: RequestOptions,
  ): Promise<Page<ConnectionView>> {
    return this.#json('GET', 'connections', options, { ...query });
  }

  async testConnection(
    ref: ResourceRef,
    path?: string,
    options?: RequestOptions,
  ): Promise<ConnectionTestResult> {
    return this.#json(
      'POST',
      `${connectionPath(ref)}/test`,
      options,
      {},
      path ? { path } : {},
    );
  }

  async testNewConnection(
    connection: ConnectionInput,
    path?: string,
    options?: RequestOptions,
  ): Promise<ConnectionTestResult> {
    return this.#json(
      'POST',
      'connections/test',
      options,
      {},
      { ...connection, path },
    );
  }

  async deleteConnection(
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<void> {
    await this.#request('DELETE', connectionPath(ref), options);
  }

  async browseConnection(
    ref: ResourceRef,
    query: { readonly prefix: string; readonly cursor?: string },
    options?: RequestOptions,
  ): Promise<BrowsePage> {
    return this.#json('GET', `${connectionPath(ref)}/browse`, options, {
      prefix: query.prefix || undefined,
      cursor: query.cursor,
    });
  }

  async listRuntimes(
    query: RuntimeQuery,
    options?: RequestOptions,
  ): Promise<Page<RuntimeView>> {
    return this.#json('GET', 'runtimes', options, { ...query });
  }

  async listClusters(
    options?: RequestOptions,
  ): Promise<readonly ClusterView[]> {
    return this.#items('GET', 'clusters', options);
  }

  async #items<T>(
    method: string,
    path: string,
    options?: RequestOptions,
    query?: Record<string, QueryValue>,
  ): Promise<readonly T[]> {
    const { items } = await this.#json<{ items: readonly T[] }>(
      method,
      path,
      options,
      query,
    );
    return items;
  }

  async #json<T>(
    method: string,
    path: string,
    options?: RequestOptions,
    query?: Record<string, QueryValue>,
    body?: unknown,
  ): Promise<T> {
    const response = await this.#request(method, path, options, query, body);
    return response.json();
  }

  async #request(
    method: string,
    path: string,
    options: RequestOptions = {},
    query: Record<string, QueryValue> = {},
    body?: unknown,
  ): Promise<Response> {
    const response = await this.#fetchApi.fetch(
      `plugin://model-serving/${path}${queryString(query)}`,
      {
        method,
        signal: options.signal,
        ...(body !== undefined && {
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(body),
        }),
      },
    );
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response;
  }
}

function deploymentPath(ref: ResourceRef): string {
  return `deployments/${refPath(ref)}`;
}

function connectionPath(ref: ResourceRef): string {
  return `connections/${refPath(ref)}`;
}

function refPath({ cluster, namespace, name }: ResourceRef): string {
  return [cluster, namespace, name].map(encodeURIComponent).join('/');
}

/** List values repeat their key; an empty string means something only in a list (no owner). */
function queryString(query: Record<string, QueryValue>): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (Array.isArray(value)) {
      for (const one of value) {
        parameters.append(key, one);
      }
    } else if (value !== undefined && value !== '') {
      parameters.append(key, String(value));
    }
  }
  const text = parameters.toString();
  return text && `?${text}`;
}
