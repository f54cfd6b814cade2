import {
  annotations,
  connectionNamed,
  connectionReach,
  type InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ResourceStore, StoredResource } from './types';

/**
 * The connection that a deployment means by a name: its own project's, or one that is shared with the project or the
 * deployment's owner. Undefined if there is none, or it is out of reach.
 */
export async function reachedConnection(
  resources: Pick<ResourceStore, 'get'>,
  deployment: {
    readonly cluster: string;
    readonly resource: Pick<InferenceService, 'metadata'>;
  },
  name: string,
): Promise<StoredResource<'Connection'> | undefined> {
  const { cluster, resource } = deployment;
  const { namespace = '', annotations: notes } = resource.metadata;
  const stored = await resources.get(
    'Connection',
    connectionNamed(name, { cluster, namespace }),
  );
  const reach =
    stored &&
    connectionReach(
      {
        namespace: stored.ref.namespace,
        sharedWith: stored.object.spec.sharedWith,
      },
      { namespace, owner: notes?.[annotations.owner] },
    );
  return reach && stored;
}
