import type {
  BackstageCredentials,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import {
  AuthorizeResult,
  type PermissionCriteria,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  createConditionAuthorizer,
  createConditionTransformer,
  type PermissionResourceRef,
} from '@backstage/plugin-permission-node';
import type {
  OwnedResource,
  ResourceFilter,
} from '@greenroom/backstage-plugin-model-serving-node';

/** What of a list a caller may see. */
export type Visibility =
  | { readonly kind: 'all' }
  | { readonly kind: 'none' }
  | {
      readonly kind: 'some';
      readonly criteria: PermissionCriteria<ResourceFilter>;
    };

/** What {@link ResourceAccess.demand} decides about. */
export interface Demand {
  /** Undefined: there is none of this name. */
  readonly resource: OwnedResource | undefined;
  /** For messages: `deployment local/demo/iris`. */
  readonly described: string;
  readonly permission: ResourcePermission;
  /** For messages: `delete`. */
  readonly verb: string;
  readonly credentials: BackstageCredentials;
}

/** Permission decisions about resources of one type. */
export class ResourceAccess {
  readonly #permissions: PermissionsService;
  readonly #registry: PermissionsRegistryService;
  readonly #resourceRef: PermissionResourceRef<OwnedResource, ResourceFilter>;
  readonly #read: ResourcePermission;

  constructor(options: {
    readonly permissions: PermissionsService;
    readonly permissionsRegistry: PermissionsRegistryService;
    readonly resourceRef: PermissionResourceRef<OwnedResource, ResourceFilter>;
    /** Who lacks it must not learn that a resource exists. */
    readonly read: ResourcePermission;
  }) {
    this.#permissions = options.permissions;
    this.#registry = options.permissionsRegistry;
    this.#resourceRef = options.resourceRef;
    this.#read = options.read;
  }

  /** One decision for a whole list, to be and-ed into its query. */
  async visibility(credentials: BackstageCredentials): Promise<Visibility> {
    const [decision] = await this.#permissions.authorizeConditional(
      [{ permission: this.#read }],
      { credentials },
    );
    if (decision.result === AuthorizeResult.CONDITIONAL) {
      const transform = createConditionTransformer(this.#ruleset());
      return { kind: 'some', criteria: transform(decision.conditions) };
    }
    return { kind: decision.result === AuthorizeResult.ALLOW ? 'all' : 'none' };
  }

  /** One decision for many resources. */
  async decider(
    permission: ResourcePermission,
    credentials: BackstageCredentials,
  ): Promise<(resource: OwnedResource) => boolean> {
    const [decision] = await this.#permissions.authorizeConditional(
      [{ permission }],
      { credentials },
    );
    const isAuthorized = createConditionAuthorizer(this.#ruleset());
    return resource => isAuthorized(decision, resource);
  }

  /** Whether the caller may; a condition never holds for what does not exist. */
  async may(
    permission: ResourcePermission,
    resource: OwnedResource | undefined,
    credentials: BackstageCredentials,
  ): Promise<boolean> {
    const [decision] = await this.#permissions.authorizeConditional(
      [{ permission }],
      { credentials },
    );
    return createConditionAuthorizer(this.#ruleset())(decision, resource);
  }

  /**
   * @throws NotFoundError if there is no such resource or the caller may not see it, with the same text; NotAllowedError
   * if the caller may see it but not do this.
   */
  async demand(demand: Demand): Promise<void> {
    const { resource, described, permission, verb, credentials } = demand;
    const [mayRead, mayDo] = await this.#permissions.authorizeConditional(
      [{ permission: this.#read }, { permission }],
      { credentials },
    );
    const isAuthorized = createConditionAuthorizer(this.#ruleset());
    if (!resource || !isAuthorized(mayRead, resource)) {
      throw new NotFoundError(`there is no ${described}`);
    }
    if (!isAuthorized(mayDo, resource)) {
      throw new NotAllowedError(
        `you may not ${verb} ${described} (permission ${
          permission.name
        }): ask its owner, ${
          resource.owner ?? 'which it does not have, or the platform team'
        }`,
      );
    }
  }

  /** Asked for at each decision: other modules may add rules after start. */
  #ruleset() {
    return this.#registry.getPermissionRuleset(this.#resourceRef);
  }
}
