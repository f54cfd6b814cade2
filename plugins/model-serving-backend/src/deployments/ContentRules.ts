import { NotAllowedError } from '@backstage/errors';
import {
  annotations,
  connectionNamed,
  connectionUsePermission,
  deploymentOpenUnauthenticatedPermission,
  deploymentUpdatePermission,
  isReachable,
  opensRoute,
  routeProfileOf,
  type ClusterSettings,
  type DryRunResult,
  type FieldMessage,
  type InferenceService,
  type ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Callers, ResourceAccess, ConnectionAccess } from '../access';
import { connectionNames, type ResourceStore } from '../store';
import { ownerOf } from './preparedService';
import type { CallOptions } from './types';

/** Where validation says what it has to say of a connection. */
const STORAGE_KEY = 'spec.predictor.model.storage.key';
const CONNECTIONS = `metadata.annotations[${annotations.connections}]`;

/** A deployment that a caller wants to have. */
export interface WantedContent {
  readonly cluster: string;
  readonly resource: InferenceService;
  /** Set on an update. */
  readonly previous?: InferenceService;
}

/** Options of {@link ContentRules}. */
export interface ContentRulesOptions {
  readonly resources: Pick<ResourceStore, 'get'>;
  /** Whether others than its machine reach the gateway of a cluster, and whose rules its deployments follow. */
  readonly settings: (
    cluster: string,
  ) => Promise<
    Pick<ClusterSettings, 'gatewayUrl' | 'openDataHub'> &
      Partial<Pick<ClusterSettings, 'profile'>>
  >;
  readonly deployments: ResourceAccess;
  readonly connections: Pick<ConnectionAccess, 'mayUse'>;
  readonly callers: Callers;
}

/**
 * What a caller may not put into a deployment: somebody else as owner, connections that they may not use, a route that
 * needs no token any more.
 */
export class ContentRules {
  readonly #options: ContentRulesOptions;

  constructor(options: ContentRulesOptions) {
    this.#options = options;
  }

  /** @throws NotAllowedError naming the field */
  async demand(content: WantedContent, options: CallOptions): Promise<void> {
    const [problem] = await this.#problems(content, options);
    if (problem)
      throw new NotAllowedError(`${problem.path}: ${problem.message}`);
  }

  /** A dry run tells all at once; what validation says of the same field could tell what exists. */
  async withErrors<T extends DryRunResult>(
    content: Omit<WantedContent, 'resource'>,
    plan: T,
    options: CallOptions,
  ): Promise<T> {
    const { resource } = plan;
    const problems = await this.#problems({ ...content, resource }, options);
    const paths = problems.map(({ path }) => path);
    const keep = ({ path }: FieldMessage) => !paths.includes(path);
    return {
      ...plan,
      errors: [...problems, ...plan.errors.filter(keep)],
      warnings: plan.warnings.filter(keep),
    };
  }

  async #problems(
    { cluster, resource, previous }: WantedContent,
    options: CallOptions,
  ): Promise<readonly FieldMessage[]> {
    const namespace: unknown = resource.metadata?.namespace ?? '';
    // Anything but a text is in no project; validation refuses it
    if (typeof namespace !== 'string') return [];
    const problems: FieldMessage[] = [];
    const owner = ownerOf(resource);
    const isKept = previous !== undefined && ownerOf(previous) === owner;
    if (owner !== undefined && !isKept) {
      const ref = { cluster, namespace, name: resource.metadata.name };
      if (!(await this.mayGiveTo(owner, ref, options))) {
        problems.push({
          path: 'metadata.annotations[greenroom/owner]',
          message: `you are neither ${owner} nor in it, and may not act for it: choose yourself or one of your groups`,
        });
      }
    }
    if (await this.#mayNotOpen(cluster, resource, previous, options)) {
      problems.push({
        path: `metadata.annotations[${annotations.enableAuth}]`,
        message: `you may not let the deployment be called without a token (permission ${deploymentOpenUnauthenticatedPermission.name}): ask the platform team`,
      });
    }
    for (const name of connectionNames(resource)) {
      if (await this.#mayUse(cluster, resource, name, options)) continue;
      if (await this.#isKept(cluster, previous, name)) continue;
      problems.push({
        path:
          resource.spec?.predictor?.model?.storage?.key === name
            ? STORAGE_KEY
            : CONNECTIONS,
        message: `there is no connection "${name}" in the project "${namespace}", or shared with it or the owner, that you may use (permission ${connectionUsePermission.name})`,
      });
    }
    return problems;
  }

  /** Who may change whatever an owner has may also make something for that owner. */
  async mayGiveTo(
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

  async #mayNotOpen(
    cluster: string,
    resource: InferenceService,
    previous: InferenceService | undefined,
    { credentials }: CallOptions,
  ): Promise<boolean> {
    const { settings, deployments } = this.#options;
    const known = await settings(cluster);
    const isReached = isReachable(known);
    const profile = routeProfileOf(known);
    if (!opensRoute(resource, previous, isReached, profile)) return false;
    const { namespace = '', name } = resource.metadata;
    const owner = ownerOf(previous ?? resource);
    return !(await deployments.may(
      deploymentOpenUnauthenticatedPermission,
      { ref: { cluster, namespace, name }, owner },
      credentials,
    ));
  }

  /** It has it already, and it is the cluster's own: made by another tool, whose rules let it in. */
  async #isKept(
    cluster: string,
    previous: InferenceService | undefined,
    name: string,
  ): Promise<boolean> {
    if (!previous || !connectionNames(previous).includes(name)) return false;
    const { resources, settings } = this.#options;
    if ((await settings(cluster)).profile !== 'kserve') return false;
    const { namespace = '' } = previous.metadata;
    const ref = connectionNamed(name, { cluster, namespace });
    return (await resources.get('Connection', ref)) === undefined;
  }

  async #mayUse(
    cluster: string,
    resource: InferenceService,
    name: string,
    { credentials }: CallOptions,
  ): Promise<boolean> {
    const { resources, connections } = this.#options;
    const { namespace = '' } = resource.metadata;
    const ref = connectionNamed(name, { cluster, namespace });
    return connections.mayUse(
      await resources.get('Connection', ref),
      { namespace, owner: ownerOf(resource) },
      credentials,
    );
  }
}
