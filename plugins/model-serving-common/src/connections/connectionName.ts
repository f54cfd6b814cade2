import type { ResourceRef } from '../resources';

/**
 * The connection that a deployment means by a name: one of its own namespace, or `<namespace>.<name>`, one that another
 * namespace of its cluster shares. Names hold no dot, so that the two cannot be mistaken; both are good as the name of a
 * Secret and as a key of KServe's `storage-config`.
 * @public
 */
export function connectionNamed(
  name: string,
  from: Pick<ResourceRef, 'cluster' | 'namespace'>,
): ResourceRef {
  const { cluster, namespace } = from;
  const dot = name.indexOf('.');
  return dot < 0
    ? { cluster, namespace, name }
    : { cluster, namespace: name.slice(0, dot), name: name.slice(dot + 1) };
}

/** The name by which a deployment of a namespace means a connection: the reverse of {@link connectionNamed}. @public */
export function connectionNameIn(
  namespace: string,
  connection: Pick<ResourceRef, 'namespace' | 'name'>,
): string {
  return connection.namespace === namespace
    ? connection.name
    : `${connection.namespace}.${connection.name}`;
}
