/**
 * Kubernetes object metadata, as far as Greenroom reads and writes it. Times are ISO 8601 strings.
 * @public
 */
export interface ObjectMeta {
  name: string;
  namespace?: string;
  uid?: string;
  /** Opaque; changes with every write. A write that names an old one is a conflict. */
  resourceVersion?: string;
  /** Counts changes of `spec` (and of annotations that act as spec, such as stop). */
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: OwnerReference[];
}

/** @public */
export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
}

/**
 * A resource in the shape that `kubectl` takes.
 * @public
 */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
}

/**
 * Names a namespaced resource on a cluster.
 * @public
 */
export interface ResourceRef {
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
}

/** `<cluster>/<namespace>/<name>`: the form that permissions, keys and logs use. @public */
export function stringifyResourceRef(ref: ResourceRef): string {
  return `${ref.cluster}/${ref.namespace}/${ref.name}`;
}

/**
 * Reads what {@link stringifyResourceRef} wrote.
 * @throws Error if there are not exactly three non-empty parts.
 * @public
 */
export function parseResourceRef(value: string): ResourceRef {
  const [cluster, namespace, name, ...rest] = value.split('/');
  if (!cluster || !namespace || !name || rest.length > 0) {
    throw new Error(
      `not a resource reference: '${value}', expected <cluster>/<namespace>/<name>`,
    );
  }
  return { cluster, namespace, name };
}
