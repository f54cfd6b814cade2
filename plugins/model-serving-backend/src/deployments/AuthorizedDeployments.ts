import type { PermissionsService } from '@backstage/backend-plugin-api';
import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import {
  deploymentDeletePermission,
  deploymentInvokePermission,
  deploymentReadPermission,
  deploymentScalePermission,
  deploymentStartStopPermission,
  deploymentUpdatePermission,
  logsReadPermission,
  tokenReadPermission,
  type CanaryShare,
  type ChangeExplanation,
  type CopyPreview,
  type CopyRequest,
  type DeploymentDetail,
  type DeploymentExplanation,
  type DeploymentMetrics,
  type DeploymentPage,
  type DeploymentScaling,
  type DeploymentTraffic,
  type DryRunResult,
  type EventView,
  type Forgotten,
  type HistoryDetail,
  type HistoryView,
  type LogLine,
  type MetricRange,
  type ResourceRef,
  type RevisionList,
  type RollbackTarget,
  type TryRequest,
  type TryResponse,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Callers, ResourceAccess, ConnectionAccess } from '../access';
import type { ResourceCriterion, ResourceStore } from '../store';
import { bothCriteria } from './bothCriteria';
import {
  ContentRules,
  type ContentRulesOptions,
  type WantedContent,
} from './ContentRules';
import { copyFor } from './copy';
import { DeploymentDemands } from './DeploymentDemands';
import { withRefusals } from './explain';
import type {
  CallOptions,
  CreateDeploymentRequest,
  Deployments,
  LogRequest,
  Scale,
} from './types';
import type { ScalingRange } from './scaling';

/** Options of {@link AuthorizedDeployments}. */
export interface AuthorizedDeploymentsOptions {
  readonly inner: Deployments;
  /** Where a deployment goes that names no cluster. */
  readonly defaultCluster: string;
  readonly resources: Pick<ResourceStore, 'get'>;
  /** As {@link ContentRulesOptions} have it. */
  readonly settings: ContentRulesOptions['settings'];
  readonly deployments: ResourceAccess;
  readonly connections: Pick<ConnectionAccess, 'mayUse'>;
  readonly permissions: PermissionsService;
  readonly callers: Callers;
}

/**
 * {@link Deployments} for whom a policy lets: each method asks for its permission first. What a caller may not see is
 * not found, with the same words as what does not exist.
 */
export class AuthorizedDeployments implements Deployments {
  readonly #options: AuthorizedDeploymentsOptions;
  readonly #content: ContentRules;
  readonly #demands: DeploymentDemands;

  constructor(options: AuthorizedDeploymentsOptions) {
    this.#options = options;
    this.#content = new ContentRules(options);
    this.#demands = new DeploymentDemands(options);
  }

  async list(
    query: Parameters<Deployments['list']>[0],
    options: Parameters<Deployments['list']>[1],
  ): Promise<DeploymentPage> {
    const visibility = await this.#options.deployments.visibility(
      options.credentials,
    );
    if (visibility.kind === 'none') {
      return {
        items: [],
        totalItems: 0,
        pageInfo: {},
        counters: { all: 0, ready: 0, failed: 0, stopped: 0, unowned: 0 },
      };
    }
    const criteria: PermissionCriteria<ResourceCriterion> | undefined =
      visibility.kind === 'some'
        ? bothCriteria(visibility.criteria, options.criteria)
        : options.criteria;
    return this.#options.inner.list(query, { ...options, criteria });
  }

  async get(ref: ResourceRef, options: CallOptions): Promise<DeploymentDetail> {
    await this.#demands.on(ref, deploymentReadPermission, 'read', options);
    return this.#options.inner.get(ref, options);
  }

  async create(
    request: CreateDeploymentRequest,
    options: CallOptions,
  ): Promise<DeploymentDetail> {
    await this.#demands.create(options);
    const plan = await this.#options.inner.dryRun(request, options);
    const { resource } = plan;
    await this.#content.demand(
      { cluster: this.#clusterOf(request), resource },
      options,
    );
    return this.#options.inner.create(request, options);
  }

  async dryRun(
    request: CreateDeploymentRequest,
    options: CallOptions,
  ): Promise<DryRunResult> {
    await this.#demands.create(options);
    const plan = await this.#options.inner.dryRun(request, options);
    const cluster = this.#clusterOf(request);
    return this.#content.withErrors({ cluster }, plan, options);
  }

  /** Read here, create there, with all that holds for what somebody creates there. */
  async copy(
    ref: ResourceRef,
    request: CopyRequest,
    call: CallOptions,
  ): Promise<DeploymentDetail> {
    const { inner } = this.#options;
    const wanted = await this.#wantedCopy(ref, request, call);
    const { resource } = await inner.explainCopy(ref, wanted, call);
    await this.#content.demand({ cluster: request.cluster, resource }, call);
    return inner.copy(ref, wanted, call);
  }

  async explainCopy(
    ref: ResourceRef,
    request: CopyRequest,
    call: CallOptions,
  ): Promise<CopyPreview> {
    const wanted = await this.#wantedCopy(ref, request, call);
    const plan = await this.#options.inner.explainCopy(ref, wanted, call);
    const { cluster } = request;
    return this.#content.withErrors({ cluster }, plan, call);
  }

  async patch(
    ref: ResourceRef,
    patch: unknown,
    options: CallOptions,
  ): Promise<DeploymentDetail> {
    await this.#demands.on(ref, deploymentUpdatePermission, 'change', options);
    const plan = await this.#options.inner.dryRunPatch(ref, patch, options);
    const { resource } = plan;
    await this.#content.demand(
      { ...(await this.#stored(ref)), resource },
      options,
    );
    return this.#options.inner.patch(ref, patch, options);
  }

  async dryRunPatch(
    ref: ResourceRef,
    patch: unknown,
    options: CallOptions,
  ): Promise<DryRunResult> {
    await this.#demands.on(ref, deploymentUpdatePermission, 'change', options);
    const plan = await this.#options.inner.dryRunPatch(ref, patch, options);
    return this.#content.withErrors(await this.#stored(ref), plan, options);
  }

  async rollback(
    ref: ResourceRef,
    target: RollbackTarget,
    options: CallOptions,
  ): Promise<DeploymentDetail> {
    const { inner } = this.#options;
    await this.#demands.on(ref, deploymentUpdatePermission, 'change', options);
    const { resource } = await inner.explainRollback(ref, target, options);
    await this.#content.demand(
      { ...(await this.#stored(ref)), resource },
      options,
    );
    return inner.rollback(ref, target, options);
  }

  async explainRollback(
    ref: ResourceRef,
    target: RollbackTarget,
    options: CallOptions,
  ): Promise<ChangeExplanation> {
    await this.#demands.on(ref, deploymentUpdatePermission, 'change', options);
    const { inner } = this.#options;
    return this.#explained(
      ref,
      await inner.explainRollback(ref, target, options),
      options,
    );
  }

  async explain(
    ref: ResourceRef,
    options: CallOptions,
  ): Promise<DeploymentExplanation> {
    await this.#demands.on(ref, deploymentReadPermission, 'read', options);
    return this.#options.inner.explain(ref, options);
  }

  async explainPatch(
    ref: ResourceRef,
    patch: unknown,
    options: CallOptions,
  ): Promise<ChangeExplanation> {
    await this.#demands.on(ref, deploymentUpdatePermission, 'change', options);
    const { inner } = this.#options;
    return this.#explained(
      ref,
      await inner.explainPatch(ref, patch, options),
      options,
    );
  }

  async delete(
    ref: ResourceRef,
    options: CallOptions,
  ): Promise<Forgotten | undefined> {
    await this.#demands.on(ref, deploymentDeletePermission, 'delete', options);
    return this.#options.inner.delete(ref, options);
  }

  async start(
    ref: ResourceRef,
    options: CallOptions,
  ): Promise<DeploymentDetail> {
    await this.#demands.on(
      ref,
      deploymentStartStopPermission,
      'start',
      options,
    );
    return this.#options.inner.start(ref, options);
  }

  async stop(
    ref: ResourceRef,
    options: CallOptions,
  ): Promise<DeploymentDetail> {
    await this.#demands.on(ref, deploymentStartStopPermission, 'stop', options);
    return this.#options.inner.stop(ref, options);
  }

  async scale(
    ref: ResourceRef,
    scale: Scale,
    options: CallOptions,
  ): Promise<DeploymentDetail> {
    await this.#demands.on(ref, deploymentScalePermission, 'scale', options);
    return this.#options.inner.scale(ref, scale, options);
  }

  async setCanary(
    ref: ResourceRef,
    share: CanaryShare,
    options: CallOptions,
  ): Promise<DeploymentDetail> {
    await this.#demands.on(ref, deploymentUpdatePermission, 'update', options);
    return this.#options.inner.setCanary(ref, share, options);
  }

  async events(
    ref: ResourceRef,
    options: CallOptions,
  ): Promise<readonly EventView[]> {
    await this.#demands.on(ref, deploymentReadPermission, 'read', options);
    return this.#options.inner.events(ref, options);
  }

  async history(
    ref: ResourceRef,
    options: CallOptions,
  ): Promise<readonly HistoryView[]> {
    await this.#demands.on(ref, deploymentReadPermission, 'read', options);
    return this.#options.inner.history(ref, options);
  }

  async historyEntry(
    ref: ResourceRef,
    entry: Parameters<Deployments['historyEntry']>[1],
    options: CallOptions,
  ): Promise<HistoryDetail> {
    await this.#demands.on(ref, deploymentReadPermission, 'read', options);
    return this.#options.inner.historyEntry(ref, entry, options);
  }

  async revisions(
    ref: ResourceRef,
    options: CallOptions,
  ): Promise<RevisionList> {
    await this.#demands.on(ref, deploymentReadPermission, 'read', options);
    return this.#options.inner.revisions(ref, options);
  }

  async logs(
    ref: ResourceRef,
    request: LogRequest,
    options: CallOptions,
  ): Promise<AsyncIterable<LogLine>> {
    await this.#demands.on(
      ref,
      logsReadPermission,
      'read the logs of',
      options,
    );
    return this.#options.inner.logs(ref, request, options);
  }

  async metrics(
    ref: ResourceRef,
    range: MetricRange,
    options: CallOptions,
  ): Promise<DeploymentMetrics> {
    await this.#demands.on(ref, deploymentReadPermission, 'read', options);
    const { inner, deployments, resources } = this.#options;
    const { tokens, ...metrics } = await inner.metrics(ref, range, options);
    const stored = await resources.get('InferenceService', ref);
    const maySee = await deployments.may(
      tokenReadPermission,
      stored,
      options.credentials,
    );
    // Who calls is for those who may see the tokens.
    return maySee ? { ...metrics, tokens } : metrics;
  }

  async scaling(
    ref: ResourceRef,
    query: ScalingRange,
    options: CallOptions,
  ): Promise<DeploymentScaling> {
    await this.#demands.on(ref, deploymentReadPermission, 'read', options);
    return this.#options.inner.scaling(ref, query, options);
  }

  async traffic(
    ref: ResourceRef,
    options: CallOptions,
  ): Promise<DeploymentTraffic> {
    await this.#demands.on(ref, deploymentReadPermission, 'read', options);
    return this.#options.inner.traffic(ref, options);
  }

  async try(
    ref: ResourceRef,
    request: TryRequest,
    options: CallOptions,
  ): Promise<TryResponse> {
    await this.#demands.on(ref, deploymentInvokePermission, 'call', options);
    return this.#options.inner.try(ref, request, options);
  }

  async #wantedCopy(
    ref: ResourceRef,
    request: CopyRequest,
    call: CallOptions,
  ): Promise<CopyRequest> {
    await this.#demands.on(ref, deploymentReadPermission, 'read', call);
    await this.#demands.create(call);
    const content = this.#content;
    return copyFor(ref, request, { ...this.#options, content, call });
  }

  #clusterOf({ cluster }: CreateDeploymentRequest): string {
    return cluster ?? this.#options.defaultCluster;
  }

  async #stored(ref: ResourceRef): Promise<Omit<WantedContent, 'resource'>> {
    const stored = await this.#options.resources.get('InferenceService', ref);
    return { cluster: ref.cluster, previous: stored?.object };
  }

  /** What would follow from what the caller may not use is nobody's business. */
  async #explained(
    ref: ResourceRef,
    explanation: ChangeExplanation,
    options: CallOptions,
  ): Promise<ChangeExplanation> {
    const stored = await this.#stored(ref);
    return withRefusals(
      await this.#content.withErrors(stored, explanation, options),
    );
  }
}
