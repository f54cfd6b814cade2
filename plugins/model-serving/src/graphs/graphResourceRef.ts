import {
  ResourceRef,
  stringifyResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';

/** A graph as the permissions of resources name it: `InferenceGraph/<cluster>/<namespace>/<name>`. */
export function graphResourceRef(ref: ResourceRef): string {
  return `InferenceGraph/${stringifyResourceRef(ref)}`;
}
