import { createPermissionResourceRef } from '@backstage/plugin-permission-node';
import {
  RESOURCE_TYPE_MODEL_CONNECTION,
  RESOURCE_TYPE_MODEL_DEPLOYMENT,
  RESOURCE_TYPE_MODEL_RESOURCE,
  type ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';

/**
 * What permission rules look at: where a resource is and whose it is.
 * @public
 */
export interface OwnedResource {
  readonly ref: ResourceRef;
  /** Entity reference in lower case; absent: nobody's. */
  readonly owner?: string;
}

/**
 * A rule as the store evaluates it: the column holds one of the values. No value: nothing matches.
 * @public
 */
export interface ResourceFilter {
  readonly key: 'owner' | 'namespace' | 'cluster';
  readonly values: readonly string[];
}

/**
 * Deployments in the permission framework; references are `<cluster>/<namespace>/<name>`.
 * @public
 */
export const modelDeploymentResourceRef = createPermissionResourceRef<
  OwnedResource,
  ResourceFilter
>().with({
  pluginId: 'model-serving',
  resourceType: RESOURCE_TYPE_MODEL_DEPLOYMENT,
});

/**
 * Connections in the permission framework; references are `<cluster>/<namespace>/<name>`.
 * @public
 */
export const modelConnectionResourceRef = createPermissionResourceRef<
  OwnedResource,
  ResourceFilter
>().with({
  pluginId: 'model-serving',
  resourceType: RESOURCE_TYPE_MODEL_CONNECTION,
});

/**
 * Runtimes, graphs and every other kind of KServe's in the permission framework; references are
 * `<kind>/<cluster>/<namespace>/<name>`, with `-` for no namespace. The namespace of what belongs to none is `''`.
 * @public
 */
export const modelServingResourceRef = createPermissionResourceRef<
  OwnedResource,
  ResourceFilter
>().with({
  pluginId: 'model-serving',
  resourceType: RESOURCE_TYPE_MODEL_RESOURCE,
});
