import type {
  BackstageCredentials,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import {
  AuthorizeResult,
  type PolicyDecision,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';
import { createConditionTransformer } from '@backstage/plugin-permission-node';
import {
  connectionBrowsePermission,
  connectionReach,
  connectionReadPermission,
  connectionUsePermission,
  type ConnectionUser,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  modelConnectionResourceRef,
  type OwnedResource,
} from '@greenroom/backstage-plugin-model-serving-node';
import { ResourceAccess, type Visibility } from './ResourceAccess';
import { matches, matchesShared, type SeenConnection } from './matchesShared';

/** What a connection is shared for; to change, rotate, share or delete it stays with its owner. */
const SHARED: readonly string[] = [
  connectionReadPermission.name,
  connectionBrowsePermission.name,
  connectionUsePermission.name,
];

/** What {@link ConnectionAccess.demand} decides about. */
export interface ConnectionDemand {
  /** Undefined: there is none of this name. */
  readonly connection: SeenConnection | undefined;
  /** For messages. */
  readonly described: string;
  readonly permission: ResourcePermission;
  /** For messages: `delete`. */
  readonly verb: string;
  readonly credentials: BackstageCredentials;
}

/**
 * Permission decisions about connections. A condition of a policy also holds for those whom a connection is shared with,
 * as if it were theirs; what a policy denies outright stays denied.
 */
export class ConnectionAccess {
  readonly #permissions: PermissionsService;
  readonly #registry: PermissionsRegistryService;
  readonly #own: ResourceAccess;

  constructor(options: {
    readonly permissions: PermissionsService;
    readonly permissionsRegistry: PermissionsRegistryService;
  }) {
    this.#permissions = options.permissions;
    this.#registry = options.permissionsRegistry;
    this.#own = new ResourceAccess({
      ...options,
      resourceRef: modelConnectionResourceRef,
      read: connectionReadPermission,
    });
  }

  /** One decision for a whole list, to be and-ed into its query, there with sharing. */
  async visibility(credentials: BackstageCredentials): Promise<Visibility> {
    return this.#own.visibility(credentials);
  }

  /** Whether the caller may, sharing apart. */
  async may(
    permission: ResourcePermission,
    resource: OwnedResource,
    credentials: BackstageCredentials,
  ): Promise<boolean> {
    return this.#own.may(permission, resource, credentials);
  }

  /**
   * @throws NotFoundError if there is no such connection or the caller may not see it, with the same text;
   * NotAllowedError if the caller may see it but not do this
   */
  async demand(demand: ConnectionDemand): Promise<void> {
    const { connection, described, permission, verb, credentials } = demand;
    const [mayRead, mayDo] = await this.#permissions.authorizeConditional(
      [{ permission: connectionReadPermission }, { permission }],
      { credentials },
    );
    if (
      !connection ||
      !this.#holds(mayRead, connectionReadPermission, connection)
    ) {
      throw new NotFoundError(`there is no ${described}`);
    }
    if (!this.#holds(mayDo, permission, connection)) {
      throw new NotAllowedError(
        `you may not ${verb} ${described} (permission ${
          permission.name
        }): ask its owner, ${
          connection.owner ?? 'which it does not have, or the platform team'
        }`,
      );
    }
  }

  /**
   * Whether the caller may let a deployment use a connection: the deployment reaches it, and the policy lets the caller
   * use it, or one that lies where the deployment does and is its owner's.
   *
   * @param user - whoever calls has the right to deploy there for this owner
   */
  async mayUse(
    connection: SeenConnection | undefined,
    user: ConnectionUser,
    credentials: BackstageCredentials,
  ): Promise<boolean> {
    const [decision] = await this.#permissions.authorizeConditional(
      [{ permission: connectionUsePermission }],
      { credentials },
    );
    // Who may use any may learn from validation that there is none
    if (!connection) return decision.result === AuthorizeResult.ALLOW;
    const { ref, owner, object } = connection;
    const reach = connectionReach(
      { namespace: ref.namespace, sharedWith: object.spec.sharedWith },
      user,
    );
    if (reach === undefined) return false;
    if (decision.result !== AuthorizeResult.CONDITIONAL) {
      return decision.result === AuthorizeResult.ALLOW;
    }
    const criteria = this.#criteria(decision);
    if (matches(criteria, { ...ref, owner })) return true;
    return (
      reach !== 'own' && matches(criteria, { cluster: ref.cluster, ...user })
    );
  }

  #holds(
    decision: PolicyDecision,
    permission: ResourcePermission,
    connection: SeenConnection,
  ): boolean {
    if (decision.result !== AuthorizeResult.CONDITIONAL) {
      return decision.result === AuthorizeResult.ALLOW;
    }
    const criteria = this.#criteria(decision);
    const { ref, owner } = connection;
    return SHARED.includes(permission.name)
      ? matchesShared(criteria, connection)
      : matches(criteria, { ...ref, owner });
  }

  /** The rules are asked for at each decision: other modules may add some after start. */
  #criteria(
    decision: Extract<PolicyDecision, { result: AuthorizeResult.CONDITIONAL }>,
  ) {
    const ruleset = this.#registry.getPermissionRuleset(
      modelConnectionResourceRef,
    );
    return createConditionTransformer(ruleset)(decision.conditions);
  }
}
