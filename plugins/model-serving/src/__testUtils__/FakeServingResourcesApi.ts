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
  ResourceRef,
  ResourceUse,
  ResourceView,
  RuntimeDetail,
  RuntimeUser,
} from '@greenroom/backstage-plugin-model-serving-common';
import { RuntimeRef, ServingResourcesApi } from '../api';
import { FakeApi } from './FakeApi';
import { deploymentDetail, runtimeView } from './fixtures';

/** A row of the list of resources. */
export function resourceView(
  overrides: Partial<ResourceView> = {},
): ResourceView {
  return {
    kind: 'InferenceGraph',
    ref: { cluster: 'local', namespace: 'demo', name: 'pipeline' },
    uid: 'uid-pipeline',
    resourceVersion: '3',
    generation: 1,
    title: 'Pipeline',
    createdAt: '2026-01-01T00:00:00Z',
    acted: false,
    conditions: [
      {
        type: 'Acted',
        status: 'False',
        message: 'This cluster does not run graphs yet.',
      },
    ],
    resource: {
      apiVersion: 'serving.kserve.io/v1alpha1',
      kind: 'InferenceGraph',
      metadata: { name: 'pipeline', namespace: 'demo', resourceVersion: '3' },
    },
    ...overrides,
  };
}

/** A backend in memory: answers with what a test put in, and remembers what was asked. */
export class FakeServingResourcesApi
  extends FakeApi<ServingResourcesApi>
  implements ServingResourcesApi
{
  resources: ResourceView[] = [resourceView()];
  users: RuntimeUser[] = [];
  usedBy: ResourceUse[] = [];
  history: HistoryView[] = [];
  historyDetails: Partial<HistoryDetail> = {};
  plan: ImportedResource[] = [];
  exported = '';
  copy: Partial<CopyPreview> = {};
  /** Each write and each list query, as `[method, ...arguments]`. */
  readonly calls: (readonly unknown[])[] = [];

  async previewCopy(
    source: ResourceRef,
    request: CopyRequest,
  ): Promise<CopyPreview> {
    await this.asked('previewCopy', source, request);
    const { cluster, namespace, name } = request;
    return {
      resource: deploymentDetail().resource,
      errors: [],
      warnings: [],
      source,
      target: { cluster, namespace, name },
      resourceVersion: '7',
      changes: [],
      left: [],
      ...this.copy,
    };
  }

  async copyDeployment(
    source: ResourceRef,
    request: CopyRequest,
  ): Promise<DeploymentDetail> {
    await this.asked('copyDeployment', source, request);
    const { cluster, namespace, name } = request;
    return {
      ...deploymentDetail(),
      ref: { cluster, namespace, name },
      entityRef: `component:${namespace}/${name}`,
    };
  }

  async getRuntime(ref: RuntimeRef): Promise<RuntimeDetail> {
    await this.asked('getRuntime', ref);
    return this.#runtime();
  }

  async switchRuntime(
    { name }: RuntimeRef,
    enabled: boolean,
  ): Promise<RuntimeDetail> {
    await this.asked('switchRuntime', name, enabled);
    return this.#runtime();
  }

  async duplicateRuntime(
    { name }: RuntimeRef,
    duplication: object,
  ): Promise<RuntimeDetail> {
    await this.asked('duplicateRuntime', name, duplication);
    return this.#runtime();
  }

  async orderRuntimes(order: object): Promise<void> {
    await this.asked('orderRuntimes', order);
  }

  async listResources(query: object): Promise<Page<ResourceView>> {
    await this.asked('listResources', query);
    const items = this.resources;
    return { items, totalItems: items.length, pageInfo: {} };
  }

  async getResource(): Promise<ResourceDetail> {
    await this.asked('getResource');
    const { usedBy } = this;
    return { ...this.resources[0], usedBy, useCount: usedBy.length };
  }

  async deleteResource(kind: string, ref: object): Promise<void> {
    await this.asked('deleteResource', kind, ref);
  }

  async listResourceHistory(
    kind: string,
    ref: object,
  ): Promise<readonly HistoryView[]> {
    await this.asked('listResourceHistory', kind, ref);
    return this.history;
  }

  async getResourceHistoryEntry(
    kind: string,
    ref: object,
    entry: { readonly id: number; readonly against?: number },
  ): Promise<HistoryDetail> {
    await this.asked('getResourceHistoryEntry', kind, ref, entry);
    const view = this.history.find(({ id }) => id === entry.id)!;
    return { ...view, ...this.historyDetails };
  }

  async rollBackResource(
    kind: string,
    ref: object,
    target: object,
  ): Promise<ImportedResource> {
    await this.asked('rollBackResource', kind, ref, target);
    return this.plan[0];
  }

  async previewResourceRollback(
    kind: string,
    ref: object,
    target: object,
  ): Promise<ImportedResource> {
    await this.asked('previewResourceRollback', kind, ref, target);
    return this.plan[0];
  }

  async importYaml(request: {
    yaml: string;
    dryRun?: boolean;
  }): Promise<ImportResult> {
    await this.asked('importYaml', request);
    const isRefused = this.plan.some(({ action }) => action === 'refused');
    return { items: this.plan, applied: !request.dryRun && !isRefused };
  }

  async exportYaml(query: object): Promise<string> {
    await this.asked('exportYaml', query);
    return this.exported;
  }

  #runtime(): RuntimeDetail {
    return { ...runtimeView({ usedBy: this.users.length }), users: this.users };
  }
}
