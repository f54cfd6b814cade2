import type {
  DryRunResult,
  ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Callers } from '../access';
import type { Clusters } from '../clusters/types';
import { inputErrorOf } from '../errors';
import {
  describeRef,
  onceByKey,
  type Stores,
  type WriteContext,
} from '../store';
import type { DeploymentValidator } from './DeploymentValidator';
import type { Written } from './DeploymentWriter';
import { preparedService, withOwner } from './preparedService';
import type { CallOptions, CreateDeploymentRequest } from './types';

/** Options of {@link DeploymentCreator}. */
export interface DeploymentCreatorOptions {
  readonly stores: Pick<Stores, 'resources' | 'idempotency'>;
  readonly clusters: Clusters;
  readonly validator: DeploymentValidator;
  readonly callers: Callers;
}

/** What was created; or, of a request that came again, what was created the first time. */
export type Created = Written | { readonly madeBefore: ResourceRef };

/** Makes new deployments, or says what would come of it. */
export class DeploymentCreator {
  readonly #options: DeploymentCreatorOptions;

  constructor(options: DeploymentCreatorOptions) {
    this.#options = options;
  }

  /** @throws InputError with all that is wrong; ConflictError if the name is taken */
  async create(
    request: CreateDeploymentRequest,
    options: CallOptions,
  ): Promise<Created> {
    const { stores, callers } = this.#options;
    const cluster = this.#clusterOf(request);
    const plan = await this.#plan(request, options);
    if (plan.errors.length > 0) throw inputErrorOf(plan.errors);
    const actor = callers.actor(options.credentials);
    const onBehalfOf = await callers.person(options.credentials);
    const create = (alongside?: WriteContext['alongside']) =>
      stores.resources.create('InferenceService', cluster, plan.resource, {
        actor,
        action: 'create',
        how: options.how,
        onBehalfOf,
        alongside,
      });
    const { idempotencyKey: key } = request;
    if (key === undefined)
      return { stored: await create(), warnings: plan.warnings };
    const { name, namespace = '' } = plan.resource.metadata;
    const ref = { cluster, namespace, name };
    const once = await onceByKey(
      stores.idempotency,
      { key, actor, ref },
      create,
    );
    return once.kind === 'made'
      ? { stored: once.made, warnings: plan.warnings }
      : { madeBefore: once.ref };
  }

  async dryRun(
    request: CreateDeploymentRequest,
    options: CallOptions,
  ): Promise<DryRunResult> {
    const plan = await this.#plan(request, options);
    if (plan.errors.length > 0) return plan;
    const { name, namespace = '' } = plan.resource.metadata;
    const ref = { cluster: this.#clusterOf(request), namespace, name };
    const taken = await this.#options.stores.resources.get(
      'InferenceService',
      ref,
    );
    if (!taken) return plan;
    const message = `is taken: ${describeRef(
      'InferenceService',
      ref,
    )} exists already; choose another name`;
    return { ...plan, errors: [{ path: 'metadata.name', message }] };
  }

  async #plan(
    request: CreateDeploymentRequest,
    options: CallOptions,
  ): Promise<DryRunResult> {
    const { callers, validator } = this.#options;
    const owner = await callers.defaultOwner(options.credentials);
    return validator.check({
      cluster: this.#clusterOf(request),
      resource: withOwner(preparedService(request.resource), owner),
      onBehalfOf: await callers.person(options.credentials),
    });
  }

  #clusterOf({ cluster }: CreateDeploymentRequest): string {
    const { clusters } = this.#options;
    return cluster === undefined
      ? clusters.default.name
      : clusters.get(cluster).name;
  }
}
