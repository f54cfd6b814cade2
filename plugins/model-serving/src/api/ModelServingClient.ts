import { FetchApi } from '@backstage/frontend-plugin-api';
import {
  BrowsePage,
  CanaryShare,
  ChangeExplanation,
  ClusterDetail,
  ClusterView,
  ConnectionImportResult,
  ConnectionInput,
  ConnectionSharing,
  ConnectionTestResult,
  ConnectionView,
  DeploymentDetail,
  DeploymentExplanation,
  DeploymentMetrics,
  DeploymentPage,
  DeploymentQuery,
  DeploymentScaling,
  DeploymentTraffic,
  DryRunResult,
  EventView,
  HardwareProfileList,
  HistoryDetail,
  HistoryView,
  InferenceService,
  LogLine,
  MetricRange,
  Page,
  ResourceRef,
  RevisionList,
  RollbackTarget,
  RotationInput,
  RotationResult,
  RuntimeView,
  TryRequest,
  TryResponse,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  ConnectionPatch,
  ConnectionQuery,
  DeploymentPatch,
  LogQuery,
  ModelServingApi,
  RequestOptions,
  RuntimeQuery,
} from './ModelServingApi';
import { connectionPath, deploymentPath } from './paths';
import { RestClient } from './RestClient';

/**
 * {@link ModelServingApi} over the backend's REST API.
 * @public
 */
export class ModelServingClient implements ModelServingApi {
  readonly #rest: RestClient;

  private constructor(rest: RestClient) {
    this.#rest = rest;
  }

  /** Makes a client that calls with the signed-in user's rights. */
  static create(options: { fetchApi: FetchApi }): ModelServingClient {
    return new ModelServingClient(new RestClient(options.fetchApi));
  }

  async listDeployments(
    query: DeploymentQuery,
    options?: RequestOptions,
  ): Promise<DeploymentPage> {
    return this.#rest.json('GET', 'deployments', options, {
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
    return this.#rest.json('GET', deploymentPath(ref), options);
  }

  async previewNewDeployment(
    cluster: string,
    resource: InferenceService,
    options?: RequestOptions,
  ): Promise<DryRunResult> {
    return this.#rest.json(
      'POST',
      'deployments',
      options,
      { cluster, dryRun: true },
      resource,
    );
  }

  async previewDeployment(
    ref: ResourceRef,
    patch: DeploymentPatch,
    options?: RequestOptions,
  ): Promise<DryRunResult> {
    return this.#rest.json(
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
    return this.#rest.json('PATCH', deploymentPath(ref), options, {}, patch);
  }

  async deleteDeployment(
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<void> {
    await this.#rest.request('DELETE', deploymentPath(ref), options);
  }

  async startDeployment(
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<DeploymentDetail> {
    return this.#rest.json('POST', `${deploymentPath(ref)}/start`, options);
  }

  async stopDeployment(
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<DeploymentDetail> {
    return this.#rest.json('POST', `${deploymentPath(ref)}/stop`, options);
  }

  async scaleDeployment(
    ref: ResourceRef,
    bounds: { readonly minReplicas: number; readonly maxReplicas?: number },
    options?: RequestOptions,
  ): Promise<DeploymentDetail> {
    return this.#rest.json(
      'POST',
      `${deploymentPath(ref)}/scale`,
      options,
      {},
      bounds,
    );
  }

  async setCanary(
    ref: ResourceRef,
    share: CanaryShare,
    options?: RequestOptions,
  ): Promise<DeploymentDetail> {
    return this.#rest.json(
      'POST',
      `${deploymentPath(ref)}/canary`,
      options,
      {},
      share,
    );
  }

  async getTraffic(
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<DeploymentTraffic> {
    return this.#rest.json('GET', `${deploymentPath(ref)}/traffic`, options);
  }

  async listEvents(
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<readonly EventView[]> {
    return this.#rest.items('GET', `${deploymentPath(ref)}/events`, options);
  }

  async listHistory(
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<readonly HistoryView[]> {
    return this.#rest.items('GET', `${deploymentPath(ref)}/history`, options);
  }

  async getHistoryEntry(
    ref: ResourceRef,
    { id, against }: { readonly id: number; readonly against?: number },
    options?: RequestOptions,
  ): Promise<HistoryDetail> {
    return this.#rest.json(
      'GET',
      `${deploymentPath(ref)}/history/${id}`,
      options,
      { against },
    );
  }

  async listRevisions(
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<RevisionList> {
    return this.#rest.json('GET', `${deploymentPath(ref)}/revisions`, options);
  }

  async rollBackDeployment(
    ref: ResourceRef,
    target: RollbackTarget,
    options?: RequestOptions,
  ): Promise<DeploymentDetail> {
    const path = `${deploymentPath(ref)}/rollback`;
    return this.#rest.json('POST', path, options, {}, target);
  }

  async previewRollback(
    ref: ResourceRef,
    target: RollbackTarget,
    options?: RequestOptions,
  ): Promise<ChangeExplanation> {
    const path = `${deploymentPath(ref)}/rollback`;
    return this.#rest.json('POST', path, options, { dryRun: true }, target);
  }

  async explainDeployment(
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<DeploymentExplanation> {
    return this.#rest.json('GET', `${deploymentPath(ref)}/explain`, options);
  }

  async explainChange(
    ref: ResourceRef,
    patch: DeploymentPatch,
    options?: RequestOptions,
  ): Promise<ChangeExplanation> {
    const path = `${deploymentPath(ref)}/explain`;
    return this.#rest.json('POST', path, options, {}, patch);
  }

  async getLogs(
    ref: ResourceRef,
    query: LogQuery,
    options?: RequestOptions,
  ): Promise<readonly LogLine[]> {
    return this.#rest.items('GET', `${deploymentPath(ref)}/logs`, options, {
      ...query,
    });
  }

  followLogs(
    ref: ResourceRef,
    query: LogQuery,
    options?: RequestOptions,
  ): AsyncIterable<LogLine> {
    return this.#rest.lines(`${deploymentPath(ref)}/logs`, options, {
      ...query,
      follow: true,
    });
  }

  async getScaling(
    ref: ResourceRef,
    since?: string,
    options?: RequestOptions,
  ): Promise<DeploymentScaling> {
    return this.#rest.json('GET', `${deploymentPath(ref)}/scaling`, options, {
      since,
    });
  }

  async getMetrics(
    ref: ResourceRef,
    range: MetricRange,
    options?: RequestOptions,
  ): Promise<DeploymentMetrics> {
    return this.#rest.json('GET', `${deploymentPath(ref)}/metrics`, options, {
      range,
    });
  }

  async tryDeployment(
    ref: ResourceRef,
    request: TryRequest,
    options?: RequestOptions,
  ): Promise<TryResponse> {
    return this.#rest.json(
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
    return this.#rest.json('GET', 'connections', options, { ...query });
  }

  async testConnection(
    ref: ResourceRef,
    path?: string,
    options?: RequestOptions,
  ): Promise<ConnectionTestResult> {
    return this.#rest.json(
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
    return this.#rest.json(
      'POST',
      'connections/test',
      options,
      {},
      { ...connection, path },
    );
  }

  async createConnection(
    connection: ConnectionInput,
    options?: RequestOptions,
  ): Promise<ConnectionView> {
    return this.#rest.json('POST', 'connections', options, {}, connection);
  }

  async patchConnection(
    ref: ResourceRef,
    patch: ConnectionPatch,
    options?: RequestOptions,
  ): Promise<ConnectionView> {
    return this.#rest.json('PATCH', connectionPath(ref), options, {}, patch);
  }

  async rotateConnection(
    ref: ResourceRef,
    input: RotationInput,
    options: RequestOptions & { readonly dryRun?: boolean } = {},
  ): Promise<RotationResult> {
    const { dryRun, ...rest } = options;
    return this.#rest.json(
      'POST',
      `${connectionPath(ref)}/rotate`,
      rest,
      { dryRun: dryRun || undefined },
      input,
    );
  }

  async shareConnection(
    ref: ResourceRef,
    sharing: ConnectionSharing,
    options?: RequestOptions,
  ): Promise<ConnectionView> {
    return this.#rest.json(
      'PUT',
      `${connectionPath(ref)}/sharing`,
      options,
      {},
      sharing,
    );
  }

  async getConnectionManifest(
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<string> {
    const response = await this.#rest.request(
      'GET',
      `${connectionPath(ref)}/manifest`,
      options,
    );
    return response.text();
  }

  async importConnection(
    yaml: string,
    where: { readonly cluster?: string; readonly namespace?: string },
    options?: RequestOptions,
  ): Promise<ConnectionImportResult> {
    return this.#rest.json(
      'POST',
      'connections/import',
      options,
      { ...where },
      { yaml },
    );
  }

  async deleteConnection(
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<void> {
    await this.#rest.request('DELETE', connectionPath(ref), options);
  }

  async browseConnection(
    ref: ResourceRef,
    query: { readonly prefix: string; readonly cursor?: string },
    options?: RequestOptions,
  ): Promise<BrowsePage> {
    return this.#rest.json('GET', `${connectionPath(ref)}/browse`, options, {
      prefix: query.prefix || undefined,
      cursor: query.cursor,
    });
  }

  async listRuntimes(
    query: RuntimeQuery,
    options?: RequestOptions,
  ): Promise<Page<RuntimeView>> {
    return this.#rest.json('GET', 'runtimes', options, { ...query });
  }

  async listClusters(
    options?: RequestOptions,
  ): Promise<readonly ClusterView[]> {
    return this.#rest.items('GET', 'clusters', options);
  }

  async getCluster(
    name: string,
    options?: RequestOptions,
  ): Promise<ClusterDetail> {
    const path = `clusters/${encodeURIComponent(name)}`;
    return this.#rest.json('GET', path, options);
  }

  async listHardwareProfiles(
    { cluster, namespace }: { cluster: string; namespace: string },
    options?: RequestOptions,
  ): Promise<HardwareProfileList> {
    const query = new URLSearchParams({ namespace });
    const path = `clusters/${encodeURIComponent(
      cluster,
    )}/hardware-profiles?${query}`;
    return this.#rest.json('GET', path, options);
  }
}
