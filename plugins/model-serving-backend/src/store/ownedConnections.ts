import {
  annotations,
  type ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ResourceStore, StoredResource } from './types';

/** Connections that live and die with a deployment. */
export async function ownedConnections(
  resources: Pick<ResourceStore, 'listConnections'>,
  { cluster, namespace, name }: ResourceRef,
): Promise<readonly StoredResource<'Connection'>[]> {
  const owned: StoredResource<'Connection'>[] = [];
  let cursor: string | undefined;
  do {
    const page = await resources.listConnections(
      { clusters: [cluster], namespaces: [namespace] },
      { limit: 200, ...(cursor ? { cursor } : {}) },
    );
    owned.push(
      ...page.items.filter(
        ({ object }) =>
          object.metadata.annotations?.[annotations.ownedBy] === name,
      ),
    );
    cursor = page.nextCursor;
  } while (cursor);
  return owned;
}
