import {
  coreServices,
  createBackendModule,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockCredentials } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  isResourcePermission,
  type PermissionCondition,
} from '@backstage/plugin-permission-common';
import type { PermissionPolicy } from '@backstage/plugin-permission-node';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { settingsManagePermission } from '@greenroom/backstage-plugin-model-serving-common';

/** Everybody whom the matrix asks about. */
export const roles = [
  /** Not signed in. */
  'nobody',
  /** Signed in, without any right. */
  'guest',
  /** May read everything. */
  'reader',
  /** May do everything with what group `a` owns. */
  'owner',
  /** May do everything with what group `b` owns. */
  'other',
  /** May do everything in the project `demo`. */
  'namespaced',
  /** May do everything on the cluster `far`. */
  'clustered',
  'admin',
  /** Another system, with a token of its own. */
  'service',
] as const;

/** One of {@link roles}. */
export type Role = (typeof roles)[number];

const groups: Partial<Record<Role, string>> = {
  owner: 'group:default/a',
  other: 'group:default/b',
};

/** The user of a role. */
export function userOf(role: Role): string {
  return `user:default/${role}`;
}

/** What a role sends to say who it is. */
export function headerOf(role: Role): Record<string, string> {
  if (role === 'nobody') {
    return { authorization: mockCredentials.none.header() };
  }
  if (role === 'service') {
    return {
      authorization: mockCredentials.service.header({
        onBehalfOf: mockCredentials.service('external:ci'),
        targetPluginId: 'model-serving',
      }),
    };
  }
  return { authorization: mockCredentials.user.header(userOf(role)) };
}

/** Who the audit log says it was. */
export function actorOf(role: Role): string {
  return role === 'service' ? 'external:ci' : userOf(role);
}

/** Knows the groups of the roles. */
export const userInfo = createServiceFactory({
  service: coreServices.userInfo,
  deps: {},
  factory: () => ({
    async getUserInfo(credentials) {
      const { principal } = credentials as {
        principal?: { userEntityRef?: string };
      };
      const userEntityRef = principal?.userEntityRef ?? '';
      const group = groups[userEntityRef.split('/')[1] as Role];
      return {
        userEntityRef,
        ownershipEntityRefs: [userEntityRef, ...(group ? [group] : [])],
      };
    },
  }),
});

/** What of the resources of a type a role has all rights on. */
function ruleOf(
  role: Role | undefined,
  claims: readonly string[],
): Pick<PermissionCondition, 'rule' | 'params'> | undefined {
  switch (role) {
    case 'owner':
    case 'other':
      return { rule: 'IS_OWNER', params: { claims: [...claims] } };
    case 'namespaced':
      return { rule: 'IN_NAMESPACE', params: { namespaces: ['demo'] } };
    case 'clustered':
      return { rule: 'IN_CLUSTER', params: { clusters: ['far'] } };
    default:
      return undefined;
  }
}

const policy: PermissionPolicy = {
  async handle({ permission }, user) {
    const role = user?.info.userEntityRef.split('/')[1] as Role | undefined;
    const decide = (isAllowed: boolean) => ({
      result: isAllowed ? AuthorizeResult.ALLOW : AuthorizeResult.DENY,
    });
    if (role === 'admin') return decide(true);
    if (role === 'reader')
      return decide(permission.attributes.action === 'read');
    const rule = ruleOf(role, user?.info.ownershipEntityRefs ?? []);
    if (!rule) return decide(false);
    if (!isResourcePermission(permission)) {
      return decide(permission.name !== settingsManagePermission.name);
    }
    const { resourceType } = permission;
    return {
      result: AuthorizeResult.CONDITIONAL,
      pluginId: 'model-serving',
      resourceType,
      conditions: { resourceType, ...rule },
    };
  },
};

/** Gives each role its rights, as an adopter's policy would. */
export const matrixPolicy = createBackendModule({
  pluginId: 'permission',
  moduleId: 'matrix-policy',
  register(env) {
    env.registerInit({
      deps: { policies: policyExtensionPoint },
      async init({ policies }) {
        policies.setPolicy(policy);
      },
    });
  },
});
