import { ResourceEntity } from '@backstage/catalog-model';
import {
  ConnectionView,
  entityNameOf,
} from '@greenroom/backstage-plugin-model-serving-common';
import { commonAnnotations } from './commonAnnotations';

/** A connection as a catalog Resource: name, owner and type; neither address nor credentials. */
export function connectionEntity(
  connection: ConnectionView,
  isDefaultCluster: boolean,
): ResourceEntity {
  const { ref } = connection;
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      namespace: ref.namespace,
      name: entityNameOf({
        kind: 'Connection',
        cluster: ref.cluster,
        name: ref.name,
        isDefaultCluster,
      }),
      title: connection.title,
      ...(connection.description && { description: connection.description }),
      tags: [connection.resource.spec.type],
      annotations: commonAnnotations(
        'Connection',
        ref,
        connection.resource.metadata.uid,
      ),
    },
    spec: {
      type: 'model-connection',
      owner: connection.owner ?? 'group:default/unowned',
    },
  };
}
