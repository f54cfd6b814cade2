import type { PermissionsRegistryService } from '@backstage/backend-plugin-api';
import {
  basicPermissions,
  connectionPermissions,
  deploymentPermissions,
  isServingKind,
  parseResourceRef,
  servingResourcePermissions,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  modelConnectionResourceRef,
  modelConnectionRules,
  modelDeploymentResourceRef,
  modelDeploymentRules,
  modelResourceRules,
  modelServingResourceRef,
  type OwnedResource,
} from '@greenroom/backstage-plugin-model-serving-node';
import type { ResourceStore } from '../store';

/** Makes the plugin's permissions, resource types and rules known to the permission framework. */
export function registerPermissions(options: {
  readonly permissionsRegistry: PermissionsRegistryService;
  readonly resources: Pick<ResourceStore, 'get'>;
}): void {
  const { permissionsRegistry, resources } = options;
  const find =
    (kind: 'InferenceService' | 'Connection') =>
    (refs: string[]): Promise<(OwnedResource | undefined)[]> =>
      Promise.all(refs.map(ref => resources.get(kind, parseResourceRef(ref))));
  /** `<kind>/<cluster>/<namespace>/<name>`, with `-` for no namespace. */
  const findByText = async (
    text: string,
  ): Promise<OwnedResource | undefined> => {
    const [kind, ...rest] = text.split('/');
    if (!isServingKind(kind)) return undefined;
    const { namespace, ...ref } = parseResourceRef(rest.join('/'));
    return resources.get(kind, {
      ...ref,
      namespace: namespace === '-' ? '' : namespace,
    });
  };
  permissionsRegistry.addResourceType({
    resourceRef: modelDeploymentResourceRef,
    permissions: deploymentPermissions,
    rules: Object.values(modelDeploymentRules),
    getResources: find('InferenceService'),
  });
  permissionsRegistry.addResourceType({
    resourceRef: modelConnectionResourceRef,
    permissions: connectionPermissions,
    rules: Object.values(modelConnectionRules),
    getResources: find('Connection'),
  });
  permissionsRegistry.addResourceType({
    resourceRef: modelServingResourceRef,
    permissions: servingResourcePermissions,
    rules: Object.values(modelResourceRules),
    getResources: refs => Promise.all(refs.map(ref => findByText(ref))),
  });
  permissionsRegistry.addPermissions(basicPermissions);
}
