import { createApiRef } from '@backstage/frontend-plugin-api';
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

/**
 * Names a runtime; without a namespace, one of the whole cluster.
 * @public
 */
export interface RuntimeRef {
  readonly cluster: string;
  readonly namespace?: string;
  readonly name: string;
}

/**
 * What the screens of a platform team know of the backend: runtimes, resources as YAML, and the ways
 * of a resource to another place. A refused call rejects with
 * `ResponseError`.
 * @public
 */
export interface ServingResourcesApi {
  /** One runtime, with who uses it. */
  getRuntime(ref: RuntimeRef, options?: RequestOptions): Promise<RuntimeDetail>;
  /** Switches a runtime on, or off: then it keeps serving what runs and takes nothing new. */
  switchRuntime(
    ref: RuntimeRef,
    enabled: boolean,
    options?: RequestOptions,
  ): Promise<RuntimeDetail>;
  /** Makes a copy that can be edited. */
  duplicateRuntime(
    ref: RuntimeRef,
    duplication: RuntimeDuplication,
    options?: RequestOptions,
  ): Promise<RuntimeDetail>;
  /** Puts runtimes in the order in which pickers show them. */
  orderRuntimes(order: RuntimeOrder, options?: RequestOptions): Promise<void>;
  /** A page of resources that the user may see. */
  listResources(
    query: ResourceQuery,
    options?: RequestOptions,
  ): Promise<Page<ResourceView>>;
  /** One resource, with what refers to it. */
  getResource(
    kind: ServingKind,
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<ResourceDetail>;
  /** Deletes a resource; refused (409) while something refers to it. */
  deleteResource(
    kind: ServingKind,
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<void>;
  /** Who wrote a resource, newest first. */
  listResourceHistory(
    kind: ServingKind,
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<readonly HistoryView[]>;
  /** One write with what it left behind, compared with another one or with the one before. */
  getResourceHistoryEntry(
    kind: ServingKind,
    ref: ResourceRef,
    entry: { readonly id: number; readonly against?: number },
    options?: RequestOptions,
  ): Promise<HistoryDetail>;
  /** Writes the spec of an earlier write again. */
  rollBackResource(
    kind: ServingKind,
    ref: ResourceRef,
    target: RollbackTarget,
    options?: RequestOptions,
  ): Promise<ImportedResource>;
  /** What a rollback would change, or why it would be refused. Nothing is stored. */
  previewResourceRollback(
    kind: ServingKind,
    ref: ResourceRef,
    target: RollbackTarget,
    options?: RequestOptions,
  ): Promise<ImportedResource>;
  /** What a copy of a deployment would be at another place. Nothing is stored. */
  previewCopy(
    ref: ResourceRef,
    request: CopyRequest,
    options?: RequestOptions,
  ): Promise<CopyPreview>;
  /** Makes a copy of a deployment at another place. */
  copyDeployment(
    ref: ResourceRef,
    request: CopyRequest,
    options?: RequestOptions,
  ): Promise<DeploymentDetail>;
  /** Stores all documents of a text, or none; a dry run stores nothing and says what would happen. */
  importYaml(
    request: {
      readonly yaml: string;
      readonly cluster?: string;
      readonly dryRun?: boolean;
      /** The text was read here and edited: what somebody changed since is refused. */
      readonly isEdit?: boolean;
    },
    options?: RequestOptions,
  ): Promise<ImportResult>;
  /** Resources as YAML that `kubectl` takes. */
  exportYaml(
    query: {
      readonly cluster?: string;
      readonly namespaces?: readonly string[];
      readonly kinds?: readonly ServingKind[];
    },
    options?: RequestOptions,
  ): Promise<string>;
}

/**
 * Reference of {@link ServingResourcesApi}.
 * @public
 */
export const servingResourcesApiRef = createApiRef<ServingResourcesApi>().with({
  id: 'plugin.model-serving.resources',
  pluginId: 'model-serving',
});
