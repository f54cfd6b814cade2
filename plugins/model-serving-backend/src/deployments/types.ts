import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import type {
  CanaryShare,
  ChangeExplanation,
  CopyPreview,
  CopyRequest,
  DeploymentDetail,
  DeploymentExplanation,
  DeploymentMetrics,
  DeploymentPage,
  DeploymentQuery,
  DeploymentScaling,
  DeploymentTraffic,
  DryRunResult,
  EventView,
  Forgotten,
  HistoryDetail,
  HistoryView,
  LogLine,
  MetricRange,
  ResourceRef,
  RevisionList,
  RollbackTarget,
  TryRequest,
  TryResponse,
  WriteOrigin,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ResourceCriterion } from '../store';
import type { ScalingRange } from './scaling';

/** Who calls, and when to give up. */
export interface CallOptions {
  readonly credentials: BackstageCredentials;
  readonly signal?: AbortSignal;
  /** With what a write is made, as the caller says. */
  readonly how?: WriteOrigin;
}

/** A deployment to be made. `resource` is what was sent: any JSON. */
export interface CreateDeploymentRequest {
  /** Absent: the default cluster. */
  readonly cluster?: string;
  readonly resource: unknown;
  /** The same key again by the same caller returns the first result. */
  readonly idempotencyKey?: string;
}

/** Bounds of the number of replicas. */
export interface Scale {
  readonly minReplicas: number;
  readonly maxReplicas?: number;
}

/** Which log lines. */
export interface LogRequest {
  readonly replica?: string;
  /** Of the replicas' containers; absent: their server, or what it waits for. */
  readonly container?: string;
  /** Last lines of each replica. */
  readonly tail: number;
  /** The instance before the last restart. */
  readonly previous: boolean;
  /** Go on until the signal aborts. */
  readonly follow: boolean;
}

/**
 * Deployments, as the API offers them. Every method fails with NotFoundError for what does not exist; writes fail with
 * ConflictError where something is in the way, InputError (naming the field) where the request is wrong.
 */
export interface Deployments {
  /** @param options - `criteria`: only what matches is listed and counted */
  list(
    query: DeploymentQuery,
    options: CallOptions & {
      readonly criteria?: PermissionCriteria<ResourceCriterion>;
    },
  ): Promise<DeploymentPage>;
  get(ref: ResourceRef, options: CallOptions): Promise<DeploymentDetail>;
  create(
    request: CreateDeploymentRequest,
    options: CallOptions,
  ): Promise<DeploymentDetail>;
  /** What {@link Deployments.create} would store and say. */
  dryRun(
    request: CreateDeploymentRequest,
    options: CallOptions,
  ): Promise<DryRunResult>;
  /** JSON merge patch. `metadata.resourceVersion` in it makes a stale write a conflict. */
  patch(
    ref: ResourceRef,
    patch: unknown,
    options: CallOptions,
  ): Promise<DeploymentDetail>;
  /** What {@link Deployments.patch} would store and say. */
  dryRunPatch(
    ref: ResourceRef,
    patch: unknown,
    options: CallOptions,
  ): Promise<DryRunResult>;
  /**
   * Makes another deployment of one, as it has to be at its place. Like {@link Deployments.create} it is refused with all
   * that is wrong.
   */
  copy(
    ref: ResourceRef,
    request: CopyRequest,
    options: CallOptions,
  ): Promise<DeploymentDetail>;
  /** What {@link Deployments.copy} would make, and what of it differs for which reason. */
  explainCopy(
    ref: ResourceRef,
    request: CopyRequest,
    options: CallOptions,
  ): Promise<CopyPreview>;
  /**
   * Accepted; it is gone when {@link Deployments.get} does not find it any more. Repeatable. What was on a cluster that is
   * not configured any more is forgotten at once, and answered so.
   */
  delete(
    ref: ResourceRef,
    options: CallOptions,
  ): Promise<Forgotten | undefined>;
  /** Repeatable. */
  start(ref: ResourceRef, options: CallOptions): Promise<DeploymentDetail>;
  /** Repeatable. */
  stop(ref: ResourceRef, options: CallOptions): Promise<DeploymentDetail>;
  scale(
    ref: ResourceRef,
    scale: Scale,
    options: CallOptions,
  ): Promise<DeploymentDetail>;
  /** How much of a component's traffic its newest revision gets. Repeatable. */
  setCanary(
    ref: ResourceRef,
    share: CanaryShare,
    options: CallOptions,
  ): Promise<DeploymentDetail>;
  /** Newest first. */
  events(ref: ResourceRef, options: CallOptions): Promise<readonly EventView[]>;
  /** Newest first. */
  history(
    ref: ResourceRef,
    options: CallOptions,
  ): Promise<readonly HistoryView[]>;
  /** One write, compared with another one or with the one before. */
  historyEntry(
    ref: ResourceRef,
    entry: { readonly id: number; readonly against?: number },
    options: CallOptions,
  ): Promise<HistoryDetail>;
  /** Newest first. */
  revisions(ref: ResourceRef, options: CallOptions): Promise<RevisionList>;
  /** Writes the spec of a revision or of a write again. Repeatable. */
  rollback(
    ref: ResourceRef,
    target: RollbackTarget,
    options: CallOptions,
  ): Promise<DeploymentDetail>;
  /** What {@link Deployments.rollback} would change. */
  explainRollback(
    ref: ResourceRef,
    target: RollbackTarget,
    options: CallOptions,
  ): Promise<ChangeExplanation>;
  /** Why it is as it is. */
  explain(
    ref: ResourceRef,
    options: CallOptions,
  ): Promise<DeploymentExplanation>;
  /** What {@link Deployments.patch} would change. */
  explainPatch(
    ref: ResourceRef,
    patch: unknown,
    options: CallOptions,
  ): Promise<ChangeExplanation>;
  /** Lines as they come; with `follow` until the signal aborts. */
  logs(
    ref: ResourceRef,
    request: LogRequest,
    options: CallOptions,
  ): Promise<AsyncIterable<LogLine>>;
  metrics(
    ref: ResourceRef,
    range: MetricRange,
    options: CallOptions,
  ): Promise<DeploymentMetrics>;
  /** Why it has as many replicas as it has, where requests decide. */
  scaling(
    ref: ResourceRef,
    query: ScalingRange,
    options: CallOptions,
  ): Promise<DeploymentScaling>;
  /** How the traffic is split, and how it was. */
  traffic(ref: ResourceRef, options: CallOptions): Promise<DeploymentTraffic>;
  /** Calls the model at its own endpoint. */
  try(
    ref: ResourceRef,
    request: TryRequest,
    options: CallOptions,
  ): Promise<TryResponse>;
}
