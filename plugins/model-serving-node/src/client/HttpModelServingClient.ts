import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import {
  WRITE_ORIGIN_HEADER,
  type ClusterView,
  type ConnectionView,
  type DeploymentDetail,
  type DeploymentPage,
  type DeploymentQuery,
  type DryRunResult,
  type Forgotten,
  type GraphDetail,
  type GraphQuery,
  type GraphSummary,
  type ImportedResource,
  type InferenceService,
  type Page,
  type ResourceRef,
  type RollbackTarget,
  type RotationResult,
  type RuntimeView,
  type ServingKind,
} from '@greenroom/backstage-plugin-model-serving-common';
import { deploymentSearchParams } from './deploymentSearchParams';
import { toBackstageError } from './toBackstageError';
import type { ModelServingCallOptions, ModelServingService } from './types';

interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly query?: URLSearchParams;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** {@link ModelServingService} over the plugin's HTTP API, as the caller. */
export class HttpModelServingClient implements ModelServingService {
  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;

  constructor(options: {
    readonly auth: AuthService;
    readonly discovery: DiscoveryService;
  }) {
    this.#auth = options.auth;
    this.#discovery = options.discovery;
  }

  async listDeployments(
    query: DeploymentQuery,
    options: ModelServingCallOptions,
  ): Promise<DeploymentPage> {
    return this.#json(
      '/deployments',
      { query: deploymentSearchParams(query) },
      options,
    );
  }

  async getDeployment(
    ref: ResourceRef,
    options: ModelServingCallOptions,
  ): Promise<DeploymentDetail | undefined> {
    return orUndefined(this.#json(pathOf('deployments', ref), {}, options));
  }

  async createDeployment(
    request: Parameters<ModelServingService['createDeployment']>[0],
    options: ModelServingCallOptions,
  ): Promise<DeploymentDetail> {
    return this.#json(
      '/deployments',
      {
        method: 'POST',
        query: paramsOf({ cluster: request.cluster }),
        body: request.resource,
        headers: idempotency(request.idempotencyKey),
      },
      options,
    );
  }

  async dryRunDeployment(
    request: { readonly cluster?: string; readonly resource: InferenceService },
    options: ModelServingCallOptions,
  ): Promise<DryRunResult> {
    return this.#json(
      '/deployments',
      {
        method: 'POST',
        query: paramsOf({ cluster: request.cluster, dryRun: 'true' }),
        body: request.resource,
      },
      options,
    );
  }

  async patchDeployment(
    ref: ResourceRef,
    patch: object,
    options: ModelServingCallOptions,
  ): Promise<DeploymentDetail> {
    return this.#json(
      pathOf('deployments', ref),
      { method: 'PATCH', body: patch },
      options,
    );
  }

  async startDeployment(
    ref: ResourceRef,
    options: ModelServingCallOptions,
  ): Promise<DeploymentDetail> {
    return this.#json(
      `${pathOf('deployments', ref)}/start`,
      { method: 'POST' },
      options,
    );
  }

  async stopDeployment(
    ref: ResourceRef,
    options: ModelServingCallOptions,
  ): Promise<DeploymentDetail> {
    return this.#json(
      `${pathOf('deployments', ref)}/stop`,
      { method: 'POST' },
      options,
    );
  }

  async scaleDeployment(
    ref: ResourceRef,
    replicas: { readonly minReplicas: number; readonly maxReplicas?: number },
    options: ModelServingCallOptions,
  ): Promise<DeploymentDetail> {
    return this.#json(
      `${pathOf('deployments', ref)}/scale`,
      { method: 'POST', body: replicas },
      options,
    );
  }

  async rollback(
    ref: ResourceRef,
    target: RollbackTarget,
    options: ModelServingCallOptions,
  ): Promise<DeploymentDetail> {
    return this.#json(
      `${pathOf('deployments', ref)}/rollback`,
      { method: 'POST', body: target },
      options,
    );
  }

  async deleteDeployment(
    ref: ResourceRef,
    options: ModelServingCallOptions,
  ): Promise<Forgotten | undefined> {
    return this.#delete(pathOf('deployments', ref), options);
  }

  async listClusters(
    options: ModelServingCallOptions,
  ): Promise<readonly ClusterView[]> {
    const { items } = await this.#json<{ items: readonly ClusterView[] }>(
      '/clusters',
      {},
      options,
    );
    return items;
  }

  async listConnections(
    query: Parameters<ModelServingService['listConnections']>[0],
    options: ModelServingCallOptions,
  ): Promise<Page<ConnectionView>> {
    return this.#json('/connections', { query: paramsOf(query) }, options);
  }

  async getConnection(
    ref: ResourceRef,
    options: ModelServingCallOptions,
  ): Promise<ConnectionView | undefined> {
    return orUndefined(this.#json(pathOf('connections', ref), {}, options));
  }

  async createConnection(
    request: Parameters<ModelServingService['createConnection']>[0],
    options: ModelServingCallOptions,
  ): Promise<ConnectionView> {
    const { idempotencyKey, dryRun, ...body } = request;
    return this.#json(
      '/connections',
      {
        method: 'POST',
        query: paramsOf({ dryRun: dryRun ? 'true' : undefined }),
        body,
        headers: idempotency(idempotencyKey),
      },
      options,
    );
  }

  async rotateConnection(
    ref: ResourceRef,
    request: Parameters<ModelServingService['rotateConnection']>[1],
    options: ModelServingCallOptions,
  ): Promise<RotationResult> {
    const { dryRun, ...body } = request;
    return this.#json(
      `${pathOf('connections', ref)}/rotate`,
      {
        method: 'POST',
        query: paramsOf({ dryRun: dryRun ? 'true' : undefined }),
        body,
      },
      options,
    );
  }

  async deleteConnection(
    ref: ResourceRef,
    options: ModelServingCallOptions,
  ): Promise<void> {
    await this.#call(pathOf('connections', ref), { method: 'DELETE' }, options);
  }

  async listRuntimes(
    query: { readonly cluster?: string; readonly namespace?: string },
    options: ModelServingCallOptions,
  ): Promise<Page<RuntimeView>> {
    return this.#json('/runtimes', { query: paramsOf(query) }, options);
  }

  async getRuntime(
    ref: ResourceRef,
    options: ModelServingCallOptions,
  ): Promise<RuntimeView | undefined> {
    return orUndefined(this.#json(pathOf('runtimes', ref), {}, options));
  }

  async listGraphs(
    query: GraphQuery,
    options: ModelServingCallOptions,
  ): Promise<Page<GraphSummary>> {
    const params = paramsOf({
      search: query.search,
      cursor: query.cursor,
      limit: query.limit?.toString(),
    });
    for (const cluster of query.clusters ?? []) {
      params.append('cluster', cluster);
    }
    for (const namespace of query.namespaces ?? []) {
      params.append('namespace', namespace);
    }
    return this.#json('/graphs', { query: params }, options);
  }

  async getGraph(
    ref: ResourceRef,
    options: ModelServingCallOptions,
  ): Promise<GraphDetail | undefined> {
    return orUndefined(this.#json(pathOf('graphs', ref), {}, options));
  }

  async putResource(
    request: Parameters<ModelServingService['putResource']>[0],
    options: ModelServingCallOptions,
  ): Promise<ImportedResource> {
    const { cluster, kind, resource, dryRun, onlyNew } = request;
    const { name, namespace = '' } = resource.metadata;
    return this.#json(
      pathOf(`resources/${kind}`, { cluster, namespace, name }),
      {
        method: 'PUT',
        query: paramsOf({
          dryRun: dryRun ? 'true' : undefined,
          onlyNew: onlyNew ? 'true' : undefined,
        }),
        body: resource,
      },
      options,
    );
  }

  async deleteResource(
    kind: ServingKind,
    ref: ResourceRef,
    options: ModelServingCallOptions,
  ): Promise<Forgotten | undefined> {
    return this.#delete(pathOf(`resources/${kind}`, ref), options);
  }

  /** Of what is deleted, or will be, there is nothing to say. */
  async #delete(
    path: string,
    options: ModelServingCallOptions,
  ): Promise<Forgotten | undefined> {
    const response = await this.#call(path, { method: 'DELETE' }, options);
    return response.status === 200 ? response.json() : undefined;
  }

  async #json<T>(
    path: string,
    call: Call,
    options: ModelServingCallOptions,
  ): Promise<T> {
    const response = await this.#call(path, call, options);
    return response.json();
  }

  async #call(
    path: string,
    call: Call,
    options: ModelServingCallOptions,
  ): Promise<Response> {
    const baseUrl = await this.#discovery.getBaseUrl('model-serving');
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: options.credentials,
      targetPluginId: 'model-serving',
    });
    const query = call.query?.size ? `?${call.query}` : '';
    const response = await fetch(`${baseUrl}${path}${query}`, {
      method: call.method ?? 'GET',
      headers: {
        authorization: `Bearer ${token}`,
        ...(call.body !== undefined && { 'content-type': 'application/json' }),
        ...(options.how && { [WRITE_ORIGIN_HEADER]: options.how }),
        ...call.headers,
      },
      body: call.body === undefined ? undefined : JSON.stringify(call.body),
      signal: options.signal,
    });
    if (!response.ok) throw await toBackstageError(response);
    return response;
  }
}

/** `-` stands for no namespace. */
function pathOf(
  area:
    | 'deployments'
    | 'connections'
    | 'runtimes'
    | 'graphs'
    | `resources/${ServingKind}`,
  ref: ResourceRef,
): string {
  return `/${area}/${[ref.cluster, ref.namespace || '-', ref.name]
    .map(encodeURIComponent)
    .join('/')}`;
}

function paramsOf(
  values: Readonly<Record<string, string | undefined>>,
): URLSearchParams {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) params.set(name, value);
  }
  return params;
}

function idempotency(
  key: string | undefined,
): Readonly<Record<string, string>> {
  return key === undefined ? {} : { 'idempotency-key': key };
}

/** What may not be seen is answered like what is not there. */
async function orUndefined<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}
