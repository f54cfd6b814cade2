import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type {
  ClusterView,
  ConnectionInput,
  ConnectionView,
  DeploymentDetail,
  DeploymentPage,
  DeploymentQuery,
  DryRunResult,
  Forgotten,
  GraphDetail,
  GraphQuery,
  GraphSummary,
  ImportedResource,
  InferenceService,
  KubernetesObject,
  Page,
  ResourceRef,
  RollbackTarget,
  RotationInput,
  RotationResult,
  RuntimeView,
  ServingKind,
  WriteOrigin,
} from '@greenroom/backstage-plugin-model-serving-common';

/** @public */
export interface ModelServingCallOptions {
  readonly credentials: BackstageCredentials;
  readonly signal?: AbortSignal;
  /** With what a write is made; shown in the history. */
  readonly how?: WriteOrigin;
}

/**
 * The plugin's API for other backend plugins (catalog and scaffolder modules): the same routes, checks and errors as
 * over HTTP, with the caller's credentials. Errors are those of `@backstage/errors`.
 * @public
 */
export interface ModelServingService {
  listDeployments(
    query: DeploymentQuery,
    options: ModelServingCallOptions,
  ): Promise<DeploymentPage>;
  /** Undefined if it does not exist or may not be seen. */
  getDeployment(
    ref: ResourceRef,
    options: ModelServingCallOptions,
  ): Promise<DeploymentDetail | undefined>;
  /** The same `idempotencyKey` again returns the first result. */
  createDeployment(
    request: {
      readonly cluster?: string;
      readonly resource: InferenceService;
      readonly idempotencyKey?: string;
    },
    options: ModelServingCallOptions,
  ): Promise<DeploymentDetail>;
  /** Validates, stores nothing. */
  dryRunDeployment(
    request: { readonly cluster?: string; readonly resource: InferenceService },
    options: ModelServingCallOptions,
  ): Promise<DryRunResult>;
  /** JSON merge patch. */
  patchDeployment(
    ref: ResourceRef,
    patch: object,
    options: ModelServingCallOptions,
  ): Promise<DeploymentDetail>;
  startDeployment(
    ref: ResourceRef,
    options: ModelServingCallOptions,
  ): Promise<DeploymentDetail>;
  stopDeployment(
    ref: ResourceRef,
    options: ModelServingCallOptions,
  ): Promise<DeploymentDetail>;
  scaleDeployment(
    ref: ResourceRef,
    replicas: { readonly minReplicas: number; readonly maxReplicas?: number },
    options: ModelServingCallOptions,
  ): Promise<DeploymentDetail>;
  /** Writes the spec of a revision or of an earlier write again. Repeatable. */
  rollback(
    ref: ResourceRef,
    target: RollbackTarget,
    options: ModelServingCallOptions,
  ): Promise<DeploymentDetail>;
  /**
   * Accepted; gone when {@link ModelServingService.getDeployment} finds nothing.
   * @returns that it was only forgotten, for its cluster is not configured any more
   */
  deleteDeployment(
    ref: ResourceRef,
    options: ModelServingCallOptions,
  ): Promise<Forgotten | undefined>;
  /** The configured clusters, with what each offers. */
  listClusters(
    options: ModelServingCallOptions,
  ): Promise<readonly ClusterView[]>;
  listConnections(
    query: {
      readonly cluster?: string;
      readonly namespace?: string;
      readonly cursor?: string;
    },
    options: ModelServingCallOptions,
  ): Promise<Page<ConnectionView>>;
  getConnection(
    ref: ResourceRef,
    options: ModelServingCallOptions,
  ): Promise<ConnectionView | undefined>;
  createConnection(
    request: ConnectionInput & {
      readonly idempotencyKey?: string;
      readonly dryRun?: boolean;
    },
    options: ModelServingCallOptions,
  ): Promise<ConnectionView>;
  /** Exchanges secret values; those that do not pass their test change nothing. */
  rotateConnection(
    ref: ResourceRef,
    request: RotationInput & { readonly dryRun?: boolean },
    options: ModelServingCallOptions,
  ): Promise<RotationResult>;
  deleteConnection(
    ref: ResourceRef,
    options: ModelServingCallOptions,
  ): Promise<void>;
  listRuntimes(
    query: { readonly cluster?: string; readonly namespace?: string },
    options: ModelServingCallOptions,
  ): Promise<Page<RuntimeView>>;
  /**
   * The namespace of a runtime of the whole cluster is `''`. Undefined if it does not exist or may not be seen.
   */
  getRuntime(
    ref: ResourceRef,
    options: ModelServingCallOptions,
  ): Promise<RuntimeView | undefined>;
  listGraphs(
    query: GraphQuery,
    options: ModelServingCallOptions,
  ): Promise<Page<GraphSummary>>;
  /** Undefined if it does not exist or may not be seen. */
  getGraph(
    ref: ResourceRef,
    options: ModelServingCallOptions,
  ): Promise<GraphDetail | undefined>;
  /**
   * Creates or replaces a resource of any kind but a deployment; a dry run says what would happen and stores nothing.
   * With `onlyNew` nothing is replaced: another one of the name is a conflict, the same one is left as it is.
   */
  putResource(
    request: {
      readonly cluster: string;
      readonly kind: ServingKind;
      readonly resource: KubernetesObject;
      readonly dryRun?: boolean;
      readonly onlyNew?: boolean;
    },
    options: ModelServingCallOptions,
  ): Promise<ImportedResource>;
  /**
   * Gone when it returns.
   * @returns that it was only forgotten, for its cluster is not configured any more
   */
  deleteResource(
    kind: ServingKind,
    ref: ResourceRef,
    options: ModelServingCallOptions,
  ): Promise<Forgotten | undefined>;
}
