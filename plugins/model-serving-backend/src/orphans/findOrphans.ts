import type { OrphanView } from '@greenroom/backstage-plugin-model-serving-common';
import type { ServiceInventory } from '@greenroom/backstage-plugin-model-serving-node';

/** What {@link findOrphans} compares. */
export interface OrphanQuestion {
  readonly cluster: string;
  readonly inventory: readonly ServiceInventory[];
  /** Identities of the services that are stored for the cluster. */
  readonly stored: ReadonlySet<string>;
  /** Identity of this portal. */
  readonly portal: string;
}

/**
 * What a cluster holds of services that are not stored: somebody's models, which cost money and may be needed. By the
 * identity of the service, not by its name: another one may have that by now.
 */
export function findOrphans({
  cluster,
  inventory,
  stored,
  portal,
}: OrphanQuestion): readonly OrphanView[] {
  return inventory
    .filter(({ serviceUid }) => !stored.has(serviceUid))
    .map(({ serviceUid: uid, portal: maker, ...found }) => ({
      cluster,
      namespace: found.namespace,
      name: found.name,
      uid,
      objects: found.objects,
      replicas: found.replicas,
      since: found.since,
      isOurs: maker === portal,
      message:
        maker === portal
          ? 'This portal made it and does not know it: its database is from before, as after a restored backup, or its row was deleted. Restore a newer backup, or remove it.'
          : `${
              maker
                ? 'Another portal made it, or this one before its database was emptied'
                : 'It does not say which portal made it'
            }: it cannot be removed here. Ask who runs that portal; if nobody needs it: kubectl delete deployments,services -n ${
              found.namespace
            } -l greenroom/service-uid=${uid}`,
    }))
    .sort(
      (a, b) =>
        a.namespace.localeCompare(b.namespace) || a.name.localeCompare(b.name),
    );
}
