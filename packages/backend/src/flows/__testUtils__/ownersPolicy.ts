import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  isPermission,
  isResourcePermission,
} from '@backstage/plugin-permission-common';
import type { PermissionPolicy } from '@backstage/plugin-permission-node';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import {
  connectionReadPermission,
  deploymentReadPermission,
  RESOURCE_TYPE_MODEL_CONNECTION,
  RESOURCE_TYPE_MODEL_DEPLOYMENT,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  createModelConnectionConditionalDecision,
  createModelDeploymentConditionalDecision,
  modelConnectionConditions,
  modelDeploymentConditions,
} from '@greenroom/backstage-plugin-model-serving-node';

/** The policy of the guide for platform teams: all see, owners change. Vera only sees the deployments that are hers. */
const policy: PermissionPolicy = {
  async handle({ permission }, user) {
    const claims = user?.info.ownershipEntityRefs ?? [];
    const allow = { result: AuthorizeResult.ALLOW } as const;
    if (isPermission(permission, connectionReadPermission)) return allow;
    if (
      isPermission(permission, deploymentReadPermission) &&
      user?.info.userEntityRef !== 'user:default/vera'
    ) {
      return allow;
    }
    if (isResourcePermission(permission, RESOURCE_TYPE_MODEL_DEPLOYMENT)) {
      return createModelDeploymentConditionalDecision(
        permission,
        modelDeploymentConditions.isOwner({ claims }),
      );
    }
    if (isResourcePermission(permission, RESOURCE_TYPE_MODEL_CONNECTION)) {
      return createModelConnectionConditionalDecision(
        permission,
        modelConnectionConditions.isOwner({ claims }),
      );
    }
    return allow;
  },
};

/** Sets the policy of a portal. */
export const ownersPolicy = createBackendModule({
  pluginId: 'permission',
  moduleId: 'owners-policy',
  register(env) {
    env.registerInit({
      deps: { policies: policyExtensionPoint },
      async init({ policies }) {
        policies.setPolicy(policy);
      },
    });
  },
});
