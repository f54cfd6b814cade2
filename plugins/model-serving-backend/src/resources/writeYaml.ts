import {
  servingKinds,
  type KubernetesObject,
  type ServingKind,
} from '@greenroom/backstage-plugin-model-serving-common';
import { stringify } from 'yaml';
import { intentOf } from './preparedResource';

/**
 * Resources as one YAML text that `kubectl apply -f` takes: what people wrote, without what a server fills in.
 *
 * `kubectl` reads YAML 1.1, where `yes`, `on` and `1:20` are no texts: whatever could be taken for something else is
 * quoted.
 */
export function writeYaml(resources: readonly KubernetesObject[]): string {
  if (resources.length === 0) return '# no resource matches\n';
  return resources
    .map(resource =>
      stringify(exported(resource), {
        version: '1.1',
        lineWidth: 0,
        aliasDuplicateObjects: false,
      }),
    )
    .join('---\n');
}

/** Resources in the order in which `kubectl` can create them. */
export function inOrder<T extends { readonly kind: ServingKind }>(
  resources: readonly T[],
): readonly T[] {
  return [...resources].sort(
    (a, b) => servingKinds[a.kind].rank - servingKinds[b.kind].rank,
  );
}

function exported(resource: KubernetesObject): object {
  const { apiVersion, kind, metadata, ...rest } = intentOf(resource);
  const { name, namespace, labels, annotations, ...more } = metadata;
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace && { namespace }),
      ...(labels && { labels }),
      ...(annotations && { annotations }),
      ...more,
    },
    ...rest,
  };
}
