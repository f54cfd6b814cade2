import type { KubernetesObject } from '@kubernetes/client-node';

/** Where an API server has objects: `/api/v1/namespaces/demo/pods/a/status`, taken apart. */
export interface ObjectPath {
  /** Group, version and plural: `api/v1/pods`. */
  readonly collection: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
}

/** What happened to an object of a collection. */
export interface ObjectChange {
  readonly collection: string;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubernetesObject;
}

/** Takes the path of a call apart; undefined: it is none of objects. */
export function objectPathOf(pathname: string): ObjectPath | undefined {
  const match =
    /^\/(api\/v1|apis\/[^/]+\/[^/]+)(?:\/namespaces\/([^/]+)(?=\/))?\/([^/]+)(?:\/([^/]+)(?:\/([^/]+))?)?$/.exec(
      pathname,
    );
  if (!match) return undefined;
  const [, group, namespace, plural, name, subresource] = match;
  return {
    collection: `${group}/${plural}`,
    ...(namespace ? { namespace: decodeURIComponent(namespace) } : {}),
    ...(name ? { name: decodeURIComponent(name) } : {}),
    ...(subresource ? { subresource } : {}),
  };
}

/** Objects of all types as an API server keeps them: each change has a version of its own. */
export class FakeObjects {
  readonly #objects = new Map<string, Map<string, KubernetesObject>>();
  readonly #onChange: (change: ObjectChange) => void;
  #version = 1;

  constructor(onChange: (change: ObjectChange) => void) {
    this.#onChange = onChange;
  }

  get version(): number {
    return this.#version;
  }

  /** Counts on without a change. */
  skipVersion(): number {
    this.#version += 1;
    return this.#version;
  }

  get({
    collection,
    namespace = '',
    name,
  }: ObjectPath): KubernetesObject | undefined {
    return this.#objects.get(collection)?.get(`${namespace}/${name}`);
  }

  /** Of a collection, of one namespace or of all, with labels that a selector asks for. */
  list(at: ObjectPath, labelSelector: string | null): KubernetesObject[] {
    return [...(this.#objects.get(at.collection)?.values() ?? [])].filter(
      object => isIn(object, at.namespace, labelSelector),
    );
  }

  /** An object is new or another. */
  put(at: ObjectPath, object: KubernetesObject): KubernetesObject {
    const { collection, namespace = '', name = '' } = at;
    const before = this.get(at);
    const metadata = {
      ...object.metadata,
      ...(namespace ? { namespace } : {}),
      name,
      resourceVersion: String(this.skipVersion()),
      uid: before?.metadata?.uid ?? object.metadata?.uid ?? `uid-of-${name}`,
    };
    const kept = { ...object, metadata };
    const all = this.#objects.get(collection) ?? new Map();
    this.#objects.set(collection, all.set(`${namespace}/${name}`, kept));
    const type = before ? 'MODIFIED' : 'ADDED';
    this.#onChange({ collection, type, object: kept });
    return kept;
  }

  /** An object is there no more. */
  remove(at: ObjectPath): KubernetesObject | undefined {
    const { collection, namespace = '', name } = at;
    const before = this.get(at);
    if (!before) return undefined;
    this.#objects.get(collection)?.delete(`${namespace}/${name}`);
    const metadata = {
      ...before.metadata,
      resourceVersion: String(this.skipVersion()),
    };
    const object = { ...before, metadata };
    this.#onChange({ collection, type: 'DELETED', object });
    return object;
  }
}

/** Whether a watch of a namespace (or of all) with a selector tells of an object. */
export function isIn(
  { metadata }: KubernetesObject,
  namespace: string | undefined,
  labelSelector: string | null,
): boolean {
  const demands = labelSelector ? labelSelector.split(',') : [];
  return (
    (namespace === undefined || metadata?.namespace === namespace) &&
    demands.every(demand => {
      const [key, value] = demand.split('=');
      const label = metadata?.labels?.[key];
      return label !== undefined && (value === undefined || label === value);
    })
  );
}

/** A merge patch (RFC 7386). Server-side apply by one manager does the same to what it says again. */
export function merged(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const result: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
