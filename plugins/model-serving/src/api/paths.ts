import {
  ResourceRef,
  ServingKind,
} from '@greenroom/backstage-plugin-model-serving-common';
import { RuntimeRef } from './ServingResourcesApi';

/** Stands in URLs for what belongs to no namespace. */
const NO_NAMESPACE = '-';

/** Where a deployment is in the REST API. */
export function deploymentPath(ref: ResourceRef): string {
  return `deployments/${refPath(ref)}`;
}

/** Where a connection is in the REST API. */
export function connectionPath(ref: ResourceRef): string {
  return `connections/${refPath(ref)}`;
}

/** Where a runtime is in the REST API. */
export function runtimePath(ref: RuntimeRef): string {
  return `runtimes/${refPath(ref)}`;
}

/** Where a graph is in the REST API. */
export function graphPath(ref: ResourceRef): string {
  return `graphs/${refPath(ref)}`;
}

/** Where a resource of a kind is in the REST API. */
export function resourcePath(kind: ServingKind, ref: ResourceRef): string {
  return `resources/${kind}/${refPath(ref)}`;
}

function refPath({ cluster, namespace, name }: RuntimeRef): string {
  return [cluster, namespace || NO_NAMESPACE, name]
    .map(encodeURIComponent)
    .join('/');
}
