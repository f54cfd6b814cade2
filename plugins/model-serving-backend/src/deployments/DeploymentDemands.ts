import type { PermissionsService } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  deploymentCreatePermission,
  type ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ResourceAccess } from '../access';
import { describeRef, type ResourceStore } from '../store';
import type { CallOptions } from './types';

/** Options of {@link DeploymentDemands}. */
export interface DeploymentDemandsOptions {
  readonly resources: Pick<ResourceStore, 'get'>;
  readonly deployments: ResourceAccess;
  readonly permissions: PermissionsService;
}

/** What a caller must be allowed before something is done with a deployment. */
export class DeploymentDemands {
  readonly #options: DeploymentDemandsOptions;

  constructor(options: DeploymentDemandsOptions) {
    this.#options = options;
  }

  /** @throws as `ResourceAccess.demand`: NotFoundError, NotAllowedError */
  async on(
    ref: ResourceRef,
    permission: ResourcePermission,
    verb: string,
    { credentials }: CallOptions,
  ): Promise<void> {
    await this.#options.deployments.demand({
      resource: await this.#options.resources.get('InferenceService', ref),
      described: describeRef('InferenceService', ref),
      permission,
      verb,
      credentials,
    });
  }

  /** @throws NotAllowedError */
  async create({ credentials }: CallOptions): Promise<void> {
    const [decision] = await this.#options.permissions.authorize(
      [{ permission: deploymentCreatePermission }],
      { credentials },
    );
    if (decision.result === AuthorizeResult.ALLOW) return;
    throw new NotAllowedError(
      `you may not create deployments (permission ${deploymentCreatePermission.name}): ask the platform team`,
    );
  }
}
