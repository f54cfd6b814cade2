import type { V1ObjectMeta } from '@kubernetes/client-node';
import type { ServiceInventory } from '@greenroom/backstage-plugin-model-serving-node';
import {
  deleteObject,
  KubeClient,
  listMetadata,
  ResourceType,
  resourceTypes,
} from '../client';
import {
  FIELD_MANAGER,
  MANAGED_BY,
  notes,
  PORTAL_LABEL,
  SERVICE_LABEL,
  SERVICE_UID_LABEL,
} from '../objects';

/** What stands for itself: Secrets and budgets belong to a Deployment and go with it. */
const TYPES = [resourceTypes.Deployment, resourceTypes.Service];

interface Found {
  readonly type: ResourceType;
  readonly metadata: V1ObjectMeta;
}

/**
 * Everything of ours on a cluster, by the service and the portal that it says to be of.
 *
 * @param more - types that there are in a namespace beside Deployments and Services
 */
export async function readInventory(
  client: Pick<KubeClient, 'json'>,
  namespaces: readonly string[],
  more: (namespace: string) => readonly ResourceType[] = () => [],
): Promise<readonly ServiceInventory[]> {
  const found = await Promise.all(
    [...new Set(namespaces)].map(namespace =>
      findOurs(client, namespace, SERVICE_UID_LABEL, more(namespace)),
    ),
  );
  const services = new Map<string, Found[]>();
  for (const one of found.flat()) {
    const { namespace, labels } = one.metadata;
    const key = JSON.stringify([
      namespace,
      labels?.[SERVICE_LABEL],
      labels?.[SERVICE_UID_LABEL],
      labels?.[PORTAL_LABEL],
    ]);
    services.set(key, [...(services.get(key) ?? []), one]);
  }
  return [...services.values()].map(inventoryOf);
}

/** Deletes the objects of one entry of an inventory, each only if it is the one that said to be of it. */
export async function discardService(
  client: Pick<KubeClient, 'json'>,
  service: Pick<
    ServiceInventory,
    'namespace' | 'name' | 'serviceUid' | 'portal'
  >,
  more: readonly ResourceType[] = [],
): Promise<void> {
  const { namespace, name, serviceUid, portal } = service;
  const found = await findOurs(
    client,
    namespace,
    [
      `${SERVICE_LABEL}=${name}`,
      `${SERVICE_UID_LABEL}=${serviceUid}`,
      portal ? `${PORTAL_LABEL}=${portal}` : `!${PORTAL_LABEL}`,
    ].join(','),
    more,
  );
  await Promise.all(
    found.map(({ type, metadata }) =>
      deleteObject(
        client,
        type,
        { namespace, name: metadata.name ?? '' },
        { ...(metadata.uid ? { uid: metadata.uid } : {}) },
      ),
    ),
  );
}

/** Our label alone is no proof: people copy objects, and tools copy labels. */
async function findOurs(
  client: Pick<KubeClient, 'json'>,
  namespace: string,
  selector: string,
  more: readonly ResourceType[],
): Promise<readonly Found[]> {
  const lists = await Promise.all(
    [...TYPES, ...more].map(async type => {
      const all = await listMetadata(
        client,
        type,
        namespace,
        `${MANAGED_BY}=${FIELD_MANAGER},${selector}`,
      );
      return all.map(metadata => ({ type, metadata }));
    }),
  );
  return lists
    .flat()
    .filter(({ metadata }) =>
      metadata.managedFields?.some(
        ({ manager, operation }) =>
          manager === FIELD_MANAGER && operation === 'Apply',
      ),
    );
}

function inventoryOf(found: readonly Found[]): ServiceInventory {
  const [{ metadata }] = found;
  const { [PORTAL_LABEL]: portal } = metadata.labels ?? {};
  const made = found.map(one =>
    new Date(one.metadata.creationTimestamp ?? 0).getTime(),
  );
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.labels?.[SERVICE_LABEL] ?? '',
    serviceUid: metadata.labels?.[SERVICE_UID_LABEL] ?? '',
    ...(portal ? { portal } : {}),
    objects: found.map(one => ({
      kind: one.type.kind,
      name: one.metadata.name ?? '',
    })),
    replicas: found.reduce((sum, one) => sum + replicasOf(one), 0),
    since: new Date(Math.min(...made)).toISOString(),
  };
}

function replicasOf({ type, metadata }: Found): number {
  return type === resourceTypes.Deployment
    ? Number(metadata.annotations?.[notes.wanted] ?? 0)
    : 0;
}
