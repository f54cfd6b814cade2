import { createApiRef } from '@backstage/frontend-plugin-api';
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
  WriteOrigin,
} from '@greenroom/backstage-plugin-model-serving-common';

/**
 * Options of every call.
 * @public
 */
export interface RequestOptions {
  /** Ends the call; its promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** With what a write is made; shown in the history. */
  readonly how?: WriteOrigin;
}

/**
 * A JSON merge patch (RFC 7396) of an InferenceService: `null` removes a field. `metadata.resourceVersion` in it makes a
 * write that is based on an old version a conflict (409).
 * @public
 */
export type DeploymentPatch = Record<string, unknown>;

/**
 * Which log lines to read.
 * @public
 */
export interface LogQuery {
  /** Absent: all replicas, merged by time. */
  readonly replica?: string;
  /** Of the replicas' containers; absent: their server, or what it waits for. */
  readonly container?: string;
  /** Newest lines per replica. */
  readonly tail?: number;
  /** The instance before the last restart; also without asking where the next one has not started. */
  readonly previous?: boolean;
}

/**
 * Filter of `GET /connections`.
 * @public
 */
export interface ConnectionQuery {
  readonly cluster?: string;
  readonly namespace?: string;
  readonly search?: string;
  readonly type?: string;
  /** Only what a deployment of this project reaches, what others share with it too. */
  readonly usableIn?: string;
  /** Owner of that deployment; what others share with the owner too. Absent: who asks. */
  readonly usableBy?: string;
}

/**
 * A JSON merge patch of a connection.
 * @public
 */
export interface ConnectionPatch {
  readonly title?: string | null;
  readonly description?: string | null;
  readonly owner?: string | null;
  readonly values?: Readonly<Record<string, string>>;
}

/**
 * Filter of `GET /runtimes`.
 * @public
 */
export interface RuntimeQuery {
  readonly cluster?: string;
  readonly namespace?: string;
  readonly format?: string;
}

/**
 * What the screens know of the backend: its REST API, one method a route. A refused call rejects with `ResponseError`.
 * @public
 */
export interface ModelServingApi {
  /** A page of deployments that the user may see, with counts over all of them. */
  listDeployments(
    query: DeploymentQuery,
    options?: RequestOptions,
  ): Promise<DeploymentPage>;
  /** Everything about one deployment. */
  getDeployment(
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<DeploymentDetail>;
  /** What would be made of a new deployment, and what is against it. Nothing is stored. */
  previewNewDeployment(
    cluster: string,
    resource: InferenceService,
    options?: RequestOptions,
  ): Promise<DryRunResult>;
  /** What a patch would do. Nothing is stored. */
  previewDeployment(
    ref: ResourceRef,
    patch: DeploymentPatch,
    options?: RequestOptions,
  ): Promise<DryRunResult>;
  /** Changes a deployment; answers once the change is accepted, not once it is live. */
  patchDeployment(
    ref: ResourceRef,
    patch: DeploymentPatch,
    options?: RequestOptions,
  ): Promise<DeploymentDetail>;
  /** Begins the deletion; the deployment stays visible until it is gone. */
  deleteDeployment(ref: ResourceRef, options?: RequestOptions): Promise<void>;
  /** Begins to start a stopped deployment. */
  startDeployment(
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<DeploymentDetail>;
  /** Begins to stop a deployment; its settings are kept. */
  stopDeployment(
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<DeploymentDetail>;
  /** Sets the bounds of the number of replicas. */
  scaleDeployment(
    ref: ResourceRef,
    bounds: { readonly minReplicas: number; readonly maxReplicas?: number },
    options?: RequestOptions,
  ): Promise<DeploymentDetail>;
  /** Sets how much of a component's traffic its newest revision gets. */
  setCanary(
    ref: ResourceRef,
    share: CanaryShare,
    options?: RequestOptions,
  ): Promise<DeploymentDetail>;
  /** How the traffic is split, and how it was. */
  getTraffic(
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<DeploymentTraffic>;
  /** Events, newest first. */
  listEvents(
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<readonly EventView[]>;
  /** Who changed what, newest first. */
  listHistory(
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<readonly HistoryView[]>;
  /** One write with what it left behind, compared with another one or with the one before. */
  getHistoryEntry(
    ref: ResourceRef,
    entry: { readonly id: number; readonly against?: number },
    options?: RequestOptions,
  ): Promise<HistoryDetail>;
  /** Kept revisions, newest first. */
  listRevisions(
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<RevisionList>;
  /** Writes the spec of a revision or of an earlier write again. */
  rollBackDeployment(
    ref: ResourceRef,
    target: RollbackTarget,
    options?: RequestOptions,
  ): Promise<DeploymentDetail>;
  /** What a rollback would change. Nothing is stored. */
  previewRollback(
    ref: ResourceRef,
    target: RollbackTarget,
    options?: RequestOptions,
  ): Promise<ChangeExplanation>;
  /** Why a deployment is as it is. */
  explainDeployment(
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<DeploymentExplanation>;
  /** What a patch would change, and what follows from it. Nothing is stored. */
  explainChange(
    ref: ResourceRef,
    patch: DeploymentPatch,
    options?: RequestOptions,
  ): Promise<ChangeExplanation>;
  /** Log lines, oldest first. */
  getLogs(
    ref: ResourceRef,
    query: LogQuery,
    options?: RequestOptions,
  ): Promise<readonly LogLine[]>;
  /** Log lines as they are written; ends when the replica does, or with the signal. */
  followLogs(
    ref: ResourceRef,
    query: LogQuery,
    options?: RequestOptions,
  ): AsyncIterable<LogLine>;
  /** How requests decide the number of replicas, with the last decisions, or those kept since a moment (ISO 8601). */
  getScaling(
    ref: ResourceRef,
    since?: string,
    options?: RequestOptions,
  ): Promise<DeploymentScaling>;
  /** Metrics of a range that ends now. */
  getMetrics(
    ref: ResourceRef,
    range: MetricRange,
    options?: RequestOptions,
  ): Promise<DeploymentMetrics>;
  /** Calls the model through the portal. What the model answers, errors too, is a value; a rejection is the portal's. */
  tryDeployment(
    ref: ResourceRef,
    request: TryRequest,
    options?: RequestOptions,
  ): Promise<TryResponse>;
  /** Connections that the user may see. */
  listConnections(
    query: ConnectionQuery,
    options?: RequestOptions,
  ): Promise<Page<ConnectionView>>;
  /** Tests a stored connection, and one path behind it if given. */
  testConnection(
    ref: ResourceRef,
    path?: string,
    options?: RequestOptions,
  ): Promise<ConnectionTestResult>;
  /** Tests a connection that is not stored, and one path behind it if given. Nothing is stored. */
  testNewConnection(
    connection: ConnectionInput,
    path?: string,
    options?: RequestOptions,
  ): Promise<ConnectionTestResult>;
  /** Makes a connection. */
  createConnection(
    connection: ConnectionInput,
    options?: RequestOptions,
  ): Promise<ConnectionView>;
  /** Changes title, description and values; an absent value, or an empty secret one, keeps what is stored. */
  patchConnection(
    ref: ResourceRef,
    patch: ConnectionPatch,
    options?: RequestOptions,
  ): Promise<ConnectionView>;
  /** Exchanges secret values; with `dryRun` only says what would happen. */
  rotateConnection(
    ref: ResourceRef,
    input: RotationInput,
    options?: RequestOptions & { readonly dryRun?: boolean },
  ): Promise<RotationResult>;
  /** With whom a connection is shared from now on; refused (409) while somebody uses what is taken away. */
  shareConnection(
    ref: ResourceRef,
    sharing: ConnectionSharing,
    options?: RequestOptions,
  ): Promise<ConnectionView>;
  /** A connection as a Secret in YAML, with placeholders for what is secret. */
  getConnectionManifest(
    ref: ResourceRef,
    options?: RequestOptions,
  ): Promise<string>;
  /** Makes a connection of a Secret. @param where - `namespace`: of a Secret that names none */
  importConnection(
    yaml: string,
    where: { readonly cluster?: string; readonly namespace?: string },
    options?: RequestOptions,
  ): Promise<ConnectionImportResult>;
  /** Deletes a connection; refused (409) while a deployment uses it. */
  deleteConnection(ref: ResourceRef, options?: RequestOptions): Promise<void>;
  /** One page of what lies behind a connection below a prefix. */
  browseConnection(
    ref: ResourceRef,
    query: { readonly prefix: string; readonly cursor?: string },
    options?: RequestOptions,
  ): Promise<BrowsePage>;
  /** Runtimes, in the order in which pickers show them. */
  listRuntimes(
    query: RuntimeQuery,
    options?: RequestOptions,
  ): Promise<Page<RuntimeView>>;
  /** Clusters with their namespaces and capabilities. */
  listClusters(options?: RequestOptions): Promise<readonly ClusterView[]>;
  /** One cluster with what it has, and what is missing there. */
  getCluster(name: string, options?: RequestOptions): Promise<ClusterDetail>;
  /** Hardware profiles of Open Data Hub's that deployments of a project may name. */
  listHardwareProfiles(
    place: { readonly cluster: string; readonly namespace: string },
    options?: RequestOptions,
  ): Promise<HardwareProfileList>;
}

/**
 * Reference of {@link ModelServingApi}.
 * @public
 */
export const modelServingApiRef = createApiRef<ModelServingApi>().with({
  id: 'plugin.model-serving.client',
  pluginId: 'model-serving',
});
