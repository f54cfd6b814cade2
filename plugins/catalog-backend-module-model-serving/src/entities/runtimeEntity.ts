import { DEFAULT_NAMESPACE, ResourceEntity } from '@backstage/catalog-model';
import {
  annotations as keys,
  entityNameOf,
  RuntimeView,
} from '@greenroom/backstage-plugin-model-serving-common';
import { commonAnnotations } from './commonAnnotations';

/** A runtime as a catalog Resource, owned by the platform team. */
export function runtimeEntity(
  runtime: RuntimeView,
  isDefaultCluster: boolean,
  platformTeam: string,
): ResourceEntity {
  const { cluster, namespace, name } = runtime;
  const formats = new Set(runtime.formats.map(format => format.name));
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      namespace: namespace ?? DEFAULT_NAMESPACE,
      name: entityNameOf({
        kind: runtime.resource.kind,
        cluster,
        name,
        isDefaultCluster,
      }),
      title: runtime.title,
      description: `Serves ${[...formats].join(', ')}`,
      annotations: commonAnnotations(runtime.resource.kind, {
        cluster,
        ...(namespace && { namespace }),
        name,
      }),
    },
    spec: {
      type: 'serving-runtime',
      owner:
        runtime.resource.metadata.annotations?.[keys.owner] ?? platformTeam,
    },
  };
}
