import type {
  BackstageCredentials,
  PermissionsRegistryService,
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  isPermission,
  isResourcePermission,
  type Permission,
  type PermissionCondition,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import { runtimeReadPermission } from '@greenroom/backstage-plugin-model-serving-common';
import {
  modelConnectionConditions,
  modelConnectionRules,
  modelDeploymentConditions,
  modelDeploymentRules,
  modelResourceConditions,
  modelResourceRules,
} from '@greenroom/backstage-plugin-model-serving-node';

/** Groups of the users that tests know. */
const groups: Readonly<Record<string, readonly string[]>> = {
  'user:default/alice': ['group:default/a'],
  'user:default/bob': ['group:default/b'],
};

/** Each type has the same rule, under its own name. */
function isOwnerOf(
  resourceType: string,
  params: { claims: string[] },
): PermissionCondition {
  switch (resourceType) {
    case 'model-deployment':
      return modelDeploymentConditions.isOwner(params);
    case 'model-resource':
      return modelResourceConditions.isOwner(params);
    default:
      return modelConnectionConditions.isOwner(params);
  }
}

/** What a user may do, by permission: everything, nothing, or what they own. */
export type Grant = 'all' | 'none' | 'own';

/**
 * A policy as an adopter writes it: services and admins may do everything, others what `grants` says of a permission,
 * by default with what they own.
 */
export class TestPolicy implements PermissionsService {
  readonly grants = new Map<string, (permission: Permission) => Grant>([
    ['user:default/admin', () => 'all'],
    [
      'user:default/victor',
      p => (p.attributes.action === 'read' ? 'all' : 'none'),
    ],
    ['user:default/nobody', () => 'none'],
  ]);

  async authorize(
    requests: readonly { readonly permission: Permission }[],
    { credentials }: { readonly credentials: BackstageCredentials },
  ) {
    return requests.map(({ permission }) => ({
      result:
        this.#grant(credentials, permission) === 'none'
          ? AuthorizeResult.DENY
          : AuthorizeResult.ALLOW,
    }));
  }

  async authorizeConditional(
    requests: readonly { readonly permission: Permission }[],
    { credentials }: { readonly credentials: BackstageCredentials },
  ) {
    return requests.map(({ permission }) =>
      this.#decide(credentials, permission),
    );
  }

  #decide(
    credentials: BackstageCredentials,
    permission: Permission,
  ): PolicyDecision {
    const grant = this.#grant(credentials, permission);
    if (grant === 'all') return { result: AuthorizeResult.ALLOW };
    if (grant === 'none') return { result: AuthorizeResult.DENY };
    const params = { claims: [...claimsOf(credentials)] };
    const resourceType = isResourcePermission(permission)
      ? permission.resourceType
      : 'model-connection';
    return {
      result: AuthorizeResult.CONDITIONAL,
      pluginId: 'model-serving',
      resourceType,
      conditions: isOwnerOf(resourceType, params),
    };
  }

  #grant(credentials: BackstageCredentials, permission: Permission): Grant {
    const user = userOf(credentials);
    if (user === undefined) return 'all';
    // Cluster runtimes are nobody's, and everybody deploys on them
    const usual = isPermission(permission, runtimeReadPermission)
      ? 'all'
      : 'own';
    return this.grants.get(user)?.(permission) ?? usual;
  }
}

/** Knows the groups of the users of tests. */
export const testUserInfo: UserInfoService = {
  async getUserInfo(credentials) {
    return {
      userEntityRef: userOf(credentials) ?? '',
      ownershipEntityRefs: [...claimsOf(credentials)],
    };
  },
};

const rulesOf: Readonly<
  Record<string, Readonly<Record<string, { readonly name: string }>>>
> = {
  'model-deployment': modelDeploymentRules,
  'model-resource': modelResourceRules,
};

/** Holds the plugin's own rules. */
export const testPermissionsRegistry: PermissionsRegistryService =
  mockServices.permissionsRegistry.mock({
    getPermissionRuleset: ({ resourceType }) => ({
      getRuleByName(name) {
        const rules: readonly { readonly name: string }[] = Object.values(
          rulesOf[resourceType] ?? modelConnectionRules,
        );
        const rule = rules.find(known => known.name === name);
        if (!rule) throw new Error(`no rule ${name}`);
        return rule as never;
      },
    }),
  });

function userOf(credentials: BackstageCredentials): string | undefined {
  const { principal } = credentials as BackstageCredentials<{
    userEntityRef?: string;
  }>;
  return principal.userEntityRef;
}

function claimsOf(credentials: BackstageCredentials): readonly string[] {
  const user = userOf(credentials);
  return user === undefined ? [] : [user, ...(groups[user] ?? [])];
}
