import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
} from '@backstage/catalog-model';
import { annotations as keys } from '@greenroom/backstage-plugin-model-serving-common';

/** Annotations that lead from an entity back to its resource. The catalog drops entities without the location ones. */
export function commonAnnotations(
  kind: string,
  ref: {
    readonly cluster: string;
    readonly namespace?: string;
    readonly name: string;
  },
  uid?: string,
): Record<string, string> {
  const location = `model-serving:${[ref.cluster, ref.namespace, ref.name]
    .filter(Boolean)
    .join('/')}`;
  return {
    [ANNOTATION_LOCATION]: location,
    [ANNOTATION_ORIGIN_LOCATION]: location,
    [keys.kind]: kind,
    [keys.cluster]: ref.cluster,
    ...(ref.namespace && { [keys.namespace]: ref.namespace }),
    [keys.name]: ref.name,
    ...(uid && { [keys.uid]: uid }),
  };
}
