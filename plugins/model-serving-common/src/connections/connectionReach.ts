import type { ConnectionSharing } from '../resources';

/** Where a deployment is and whose it is. @public */
export interface ConnectionUser {
  readonly namespace: string;
  readonly owner?: string;
}

/** With nobody. @public */
export const NOT_SHARED: ConnectionSharing = { namespaces: [], owners: [] };

/**
 * Why a deployment reaches a connection: it is in the same namespace, or the connection is shared with its namespace or
 * its owner; undefined if it does not. Whether somebody may *use* what is in reach is a matter of permissions.
 * @public
 */
export function connectionReach(
  connection: {
    readonly namespace: string;
    readonly sharedWith?: ConnectionSharing;
  },
  user: ConnectionUser,
): 'own' | 'namespace' | 'owner' | undefined {
  const { namespace, sharedWith = NOT_SHARED } = connection;
  if (user.namespace === namespace) return 'own';
  if (sharedWith.namespaces.includes(user.namespace)) return 'namespace';
  return user.owner && sharedWith.owners.includes(user.owner)
    ? 'owner'
    : undefined;
}
