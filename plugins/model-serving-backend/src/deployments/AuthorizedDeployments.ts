import type { PermissionsService } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  type PermissionCriteria,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  connectionUsePermission,
  deploymentCreatePermission,
  deploymentDeletePermission,
  deploymentInvokePermission,
  deploymentReadPermission,
  deploymentScalePermission,
  deploymentStartStopPermission,
  deploymentUpdatePermission,
  logsReadPermission,
  type DeploymentDetail,
  type DeploymentMetrics,
  type DeploymentPage,
  type DryRunResult,
  type EventView,
  type FieldMessage,
  type HistoryView,
  type InferenceService,
  type LogLine,
  type MetricRange,
  type ResourceRef,
  type TryRequest,
  type TryResponse,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Callers, ResourceAccess } from '../access';
import {
  connectionNames,
  describeRef,
  type ResourceCriterion,
  type ResourceStore,
} from '../store';
import { ownerOf } from './preparedService';
import type {
  CallOptions,
  CreateDeploymentRequest,
  Deployments,
  LogRequest,
  Scale,
} from './types';

const STORAGE_KEY = 'spec.predictor.model.storage.key';

/** Options of {@link AuthorizedDeployments}. */
export interface AuthorizedDeploymentsOptions {
  readonly inner: Deployments;
  /** Where a deployment goes that names no cluster. */
  readonly defaultCluster: string;
  readonly resources: Pick<ResourceStore, 'get'>;
  readonly deployments: ResourceAccess;
  readonly connections: ResourceAccess;
  readonly permissions: PermissionsService;
  readonly callers: Callers;
}

/**
 * {@link Deployments} for whom a policy lets: each method asks for its permission first. What a caller may not see is
 * not found, with the same words as what does not exist.
 */
export class AuthorizedDeployments implements Deployments {
  readonly #options: AuthorizedDeploymentsOptions;

  constructor(options: AuthorizedDeploymentsOptions) {
    this.#options = options;
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
        ? both(visibility.criteria, options.criteria)
        : options.criteria;
    return this.#options.inner.list(query, { ...options, criteria });
  }

  async get(ref: ResourceRef, options: CallOptions): Promise<DeploymentDetail> {
    await this.#demand(ref, deploymentReadPermission, 'read', options);
    return this.#options.inner.get(ref, options);
  }

  async create(
    request: CreateDeploymentRequest,
    options: CallOptions,
  ): Promise<DeploymentDetail> {
    await this.#demandCreate(options);
    const plan = await this.#options.inner.dryRun(request, options);
    await this.#demandContent(
      request.cluster ?? this.#options.defaultCluster,
      plan.resource,
      options,
    );
    return this.#options.inner.create(request, options);
  }

  async dryRun(
    request: CreateDeploymentRequest,
    options: CallOptions,
  ): Promise<DryRunResult> {
    await this.#demandCreate(options);
    const plan = await this.#options.inner.dryRun(request, options);
    return this.#withContentErrors(
      request.cluster ?? this.#options.defaultCluster,
      plan,
      options,
    );
  }

  async patch(
    ref: ResourceRef,
    patch: unknown,
    options: CallOptions,
  ): Promise<DeploymentDetail> {
    await this.#demand(ref, deploymentUpdatePermission, 'change', options);
    const plan = await this.#options.inner.dryRunPatch(ref, patch, options);
    await this.#demandContent(
      ref.cluster,
      plan.resource,
      options,
      await this.#stored(ref),
    );
    return this.#options.inner.patch(ref, patch, options);
  }

  async dryRunPatch(
    ref: ResourceRef,
    patch: unknown,
    options: CallOptions,
  ): Promise<DryRunResult> {
    await this.#demand(ref, deploymentUpdatePermission, 'change', options);
    const plan = await this.#options.inner.dryRunPatch(ref, patch, options);
    return this.#withContentErrors(
      ref.cluster,
      plan,
      options,
      await this.#stored(ref),
    );
  }

  async delete(ref: ResourceRef, options: CallOptions): Promise<void> {
    await this.#demand(ref, deploymentDeletePermission, 'delete', options);
    await this.#options.inner.delete(ref, options);
  }

  async start(
    ref: ResourceRef,
    options: CallOptions,
  ): Promise<DeploymentDetail> {
    await this.#demand(ref, deploymentStartStopPermission, 'start', options);
    return this.#options.inner.start(ref, options);
  }

  async stop(
    ref: ResourceRef,
    options: CallOptions,
  ): Promise<DeploymentDetail> {
    await this.#demand(ref, deploymentStartStopPermission, 'stop', options);
    return this.#options.inner.stop(ref, options);
  }

  async scale(
    ref: ResourceRef,
    scale: Scale,
    options: CallOptions,
  ): Promise<DeploymentDetail> {
    await this.#demand(ref, deploymentScalePermission, 'scale', options);
    return this.#options.inner.scale(ref, scale, options);
  }

  async events(
    ref: ResourceRef,
    options: CallOptions,
  ): Promise<readonly EventView[]> {
    await this.#demand(ref, deploymentReadPermission, 'read', options);
    return this.#options.inner.events(ref, options);
  }

  async history(
    ref: ResourceRef,
    options: CallOptions,
  ): Promise<readonly HistoryView[]> {
    await this.#demand(ref, deploymentReadPermission, 'read', options);
    return this.#options.inner.history(ref, options);
  }

  async logs(
    ref: ResourceRef,
    request: LogRequest,
    options: CallOptions,
  ): Promise<AsyncIterable<LogLine>> {
    await this.#demand(ref, logsReadPermission, 'read the logs of', options);
    return this.#options.inner.logs(ref, request, options);
  }

  async metrics(
    ref: ResourceRef,
    range: MetricRange,
    options: CallOptions,
  ): Promise<DeploymentMetrics> {
    await this.#demand(ref, deploymentReadPermission, 'read', options);
    return this.#options.inner.metrics(ref, range, options);
  }

  async try(
    ref: ResourceRef,
    request: TryRequest,
    options: CallOptions,
  ): Promise<TryResponse> {
    await this.#demand(ref, deploymentInvokePermission, 'call', options);
    return this.#options.inner.try(ref, request, options);
  }

  async #demand(
    ref: ResourceRef,
    permission: ResourcePermission,
    verb: string,
    options: CallOptions,
  ): Promise<void> {
    await this.#options.deployments.demand({
      resource: await this.#options.resources.get('InferenceService', ref),
      described: describeRef('InferenceService', ref),
      permission,
      verb,
      credentials: options.credentials,
    });
  }

  async #demandCreate({ credentials }: CallOptions): Promise<void> {
    const [decision] = await this.#options.permissions.authorize(
      [{ permission: deploymentCreatePermission }],
      {
        credentials,
      },
    );
    if (decision.result === AuthorizeResult.ALLOW) return;
    throw new NotAllowedError(
      `you may not create deployments (permission ${deploymentCreatePermission.name}): ask the platform team`,
    );
  }

  async #stored(ref: ResourceRef): Promise<InferenceService | undefined> {
    return (await this.#options.resources.get('InferenceService', ref))?.object;
  }

  async #demandContent(
    cluster: string,
    resource: InferenceService,
    options: CallOptions,
    previous?: InferenceService,
  ): Promise<void> {
    const [problem] = await this.#contentProblems(
      cluster,
      resource,
      options,
      previous,
    );
    if (problem)
      throw new NotAllowedError(`${problem.path}: ${problem.message}`);
  }

  /** A dry run tells all at once; what validation says of the same field could tell what exists. */
  async #withContentErrors(
    cluster: string,
    plan: DryRunResult,
    options: CallOptions,
    previous?: InferenceService,
  ): Promise<DryRunResult> {
    const problems = await this.#contentProblems(
      cluster,
      plan.resource,
      options,
      previous,
    );
    const paths = problems.map(({ path }) => path);
    const keep = ({ path }: FieldMessage) => !paths.includes(path);
    return {
      ...plan,
      errors: [...problems, ...plan.errors.filter(keep)],
      warnings: plan.warnings.filter(keep),
    };
  }

  /** What the caller may not put into a deployment: somebody else as owner, connections they may not use. */
  async #contentProblems(
    cluster: string,
    resource: InferenceService,
    options: CallOptions,
    previous?: InferenceService,
  ): Promise<readonly FieldMessage[]> {
    const namespace: unknown = resource.metadata?.namespace ?? '';
    // Anything but a text is in no project; validation refuses it
    if (typeof namespace !== 'string') return [];
    const problems: FieldMessage[] = [];
    const owner = ownerOf(resource);
    const isKept = previous !== undefined && ownerOf(previous) === owner;
    if (owner !== undefined && !isKept) {
      const ref = {
        cluster: cluster ?? '',
        namespace,
        name: resource.metadata.name,
      };
      if (!(await this.#mayGiveTo(owner, ref, options))) {
        problems.push({
          path: 'metadata.annotations[greenroom/owner]',
          message: `you are neither ${owner} nor in it, and may not act for it: choose yourself or one of your groups`,
        });
      }
    }
    for (const name of connectionNames(resource)) {
      if (await this.#mayUse(cluster, namespace, name, options)) continue;
      problems.push({
        path: STORAGE_KEY,
        message: `there is no connection "${name}" in the project "${namespace}" that you may use (permission ${connectionUsePermission.name})`,
      });
    }
    return problems;
  }

  /** Who may change whatever an owner has may also make something for that owner. */
  async #mayGiveTo(
    owner: string,
    ref: ResourceRef,
    { credentials }: CallOptions,
  ): Promise<boolean> {
    if (await this.#options.callers.isOneOf(owner, credentials)) return true;
    return this.#options.deployments.may(
      deploymentUpdatePermission,
      { ref, owner },
      credentials,
    );
  }

  async #mayUse(
    cluster: string,
    namespace: string,
    name: string,
    { credentials }: CallOptions,
  ): Promise<boolean> {
    const resource = await this.#options.resources.get('Connection', {
      cluster,
      namespace,
      name,
    });
    return this.#options.connections.may(
      connectionUsePermission,
      resource,
      credentials,
    );
  }
}

function both<T>(
  a: PermissionCriteria<T>,
  b: PermissionCriteria<T> | undefined,
): PermissionCriteria<T> {
  return b === undefined ? a : { allOf: [a, b] };
}
