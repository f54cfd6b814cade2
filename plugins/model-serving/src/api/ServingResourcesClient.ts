import { FetchApi } from '@backstage/frontend-plugin-api';
import {
  CopyPreview,
  CopyRequest,
  DeploymentDetail,
  HistoryDetail,
  HistoryView,
  ImportedResource,
  ImportResult,
  Page,
  ResourceDetail,
  ResourceQuery,
  ResourceRef,
  ResourceView,
  RollbackTarget,
  RuntimeDetail,
  RuntimeDuplication,
  RuntimeOrder,
  ServingKind,
} from '@greenroom/backstage-plugin-model-serving-common';
import { RequestOptions } from './ModelServingApi';
import { deploymentPath, resourcePath, runtimePath } from './paths';
import { RestClient } from './RestClient';
import { RuntimeRef, ServingResourcesApi } from './ServingResourcesApi';

/**
 * {@link ServingResourcesApi} over the backend's REST API.
 * @public
 */
export class ServingResourcesClient implements ServingResourcesApi {
  readonly #rest: RestClient;

  private constructor(rest: RestClient) {
    this.#rest = rest;
  }

  /** Makes a client that calls with the signed-in user's rights. */
  static create(options: { fetchApi: FetchApi }): ServingResourcesClient {
    return new ServingResourcesClient(new RestClient(options.fetchApi));
  }

  async getRuntime(
    ref: RuntimeRef,
    options?: RequestOptions,
  ): Promise<RuntimeDetail> {
    return this.#rest.json('GET', runtimePath(ref), options);
  }

  async switchRuntime(
    ref: RuntimeRef,
    enabled: boolean,
    options?: RequestOptions,
  ): Promise<RuntimeDetail> {
    const verb = enabled ? 'enable' : 'disable';
    return this.#rest.json('POST', `${runtimePath(ref)}/${verb}`, options);
  }

  async duplicateRuntime(
    ref: RuntimeRef,
    duplication: RuntimeDuplication,
    options?: RequestOptions,
  ): Promise<RuntimeDetail> {
    return this.#rest.json(
      'POST',
      `${runtimePath(ref)}/duplicate`,
      options,
      {},
      duplication,
    );
  }

  async orderRuntimes(
    order: RuntimeOrder,
    options?: RequestOptions,
  ): Promise<void> {
    await this.#rest.request('PUT', 'runtimes/order', options, {}, order);
  }

  async listResources(
    query: ResourceQuery,
    options?: RequestOptions,
  ): Promise<Page<ResourceView>> {
    return this.#rest.json('GET', 'resources', options, {
      cursor: query.cursor,
      limit: query.limit,
      search: query.search,
      cluster: query.clusters,
      namespace: query.namespaces,
      kind: query.kinds,
    });
  }

  async getResource(
    kind: ServingKind,
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<ResourceDetail> {
    return this.#rest.json('GET', resourcePath(kind, ref), options);
  }

  async deleteResource(
    kind: ServingKind,
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<void> {
    await this.#rest.request('DELETE', resourcePath(kind, ref), options);
  }

  async listResourceHistory(
    kind: ServingKind,
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<readonly HistoryView[]> {
    return this.#rest.items(
      'GET',
      `${resourcePath(kind, ref)}/history`,
      options,
    );
  }

  async getResourceHistoryEntry(
    kind: ServingKind,
    ref: ResourceRef,
    entry: { readonly id: number; readonly against?: number },
    options?: RequestOptions,
  ): Promise<HistoryDetail> {
    return this.#rest.json(
      'GET',
      `${resourcePath(kind, ref)}/history/${entry.id}`,
      options,
      { against: entry.against },
    );
  }

  async rollBackResource(
    kind: ServingKind,
    ref: ResourceRef,
    target: RollbackTarget,
    options?: RequestOptions,
  ): Promise<ImportedResource> {
    return this.#rest.json(
      'POST',
      `${resourcePath(kind, ref)}/rollback`,
      options,
      {},
      target,
    );
  }

  async previewResourceRollback(
    kind: ServingKind,
    ref: ResourceRef,
    target: RollbackTarget,
    options?: RequestOptions,
  ): Promise<ImportedResource> {
    return this.#rest.json(
      'POST',
      `${resourcePath(kind, ref)}/rollback`,
      options,
      { dryRun: true },
      target,
    );
  }

  async previewCopy(
    ref: ResourceRef,
    request: CopyRequest,
    options?: RequestOptions,
  ): Promise<CopyPreview> {
    const path = `${deploymentPath(ref)}/copy`;
    return this.#rest.json('POST', path, options, { dryRun: true }, request);
  }

  async copyDeployment(
    ref: ResourceRef,
    request: CopyRequest,
    options?: RequestOptions,
  ): Promise<DeploymentDetail> {
    const path = `${deploymentPath(ref)}/copy`;
    return this.#rest.json('POST', path, options, {}, request);
  }

  async importYaml(
    request: {
      readonly yaml: string;
      readonly cluster?: string;
      readonly dryRun?: boolean;
      readonly isEdit?: boolean;
    },
    options?: RequestOptions,
  ): Promise<ImportResult> {
    const { yaml, cluster, dryRun, isEdit } = request;
    return this.#rest.json(
      'POST',
      'import',
      options,
      { cluster, dryRun: dryRun || undefined },
      { yaml, ...(isEdit && { isEdit }) },
    );
  }

  async exportYaml(
    query: {
      readonly cluster?: string;
      readonly namespaces?: readonly string[];
      readonly kinds?: readonly ServingKind[];
    },
    options?: RequestOptions,
  ): Promise<string> {
    const response = await this.#rest.request('GET', 'export', options, {
      cluster: query.cluster,
      namespace: query.namespaces,
      kind: query.kinds,
    });
    return response.text();
  }
}
