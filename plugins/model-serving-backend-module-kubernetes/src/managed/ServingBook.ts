import type {
  KubernetesObject,
  ServingKind,
  ServingObjects,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { KubernetesObject as WatchedObject } from '@kubernetes/client-node';
import type { ManagedObjectRef } from '@greenroom/backstage-plugin-model-serving-node';
import { foreignKeys, ForeignKeys } from './foreignKeys';

/** An object of KServe's as the API server has it. */
export interface ServingObject extends KubernetesObject {
  readonly spec?: unknown;
  readonly status?: unknown;
}

/** An object, without the record of who wrote which field, and what of that record matters. */
export interface KnownObject {
  readonly object: ServingObject;
  readonly foreign: ForeignKeys;
}

/** KServe's objects of a cluster by kind and name, as they were last told. */
export class ServingBook {
  readonly #objects = new Map<ServingKind, Map<string, KnownObject>>();
  readonly #onChange: (ref: ManagedObjectRef) => void;

  constructor(options: { readonly onChange: (ref: ManagedObjectRef) => void }) {
    this.#onChange = options.onChange;
  }

  all<K extends ServingKind>(kind: K): readonly ServingObjects[K][] {
    const known = this.#objects.get(kind)?.values() ?? [];
    return [...known].map(({ object }) => copyOf<K>(object));
  }

  one<K extends ServingKind>(
    ref: ManagedObjectRef<K>,
  ): ServingObjects[K] | undefined {
    const known = this.known(ref);
    return known ? copyOf<K>(known.object) : undefined;
  }

  known({ kind, namespace, name }: ManagedObjectRef): KnownObject | undefined {
    return this.#objects.get(kind)?.get(keyOf(namespace, name));
  }

  /** What is known of a namespace and of the whole cluster, of all kinds; not to be changed. */
  *reaching(namespace: string): Generator<ServingObject> {
    for (const objects of this.#objects.values())
      for (const { object } of objects.values())
        if ([undefined, namespace].includes(object.metadata.namespace))
          yield object;
  }

  changed(kind: ServingKind, told: WatchedObject): void {
    const known = knownObject(told);
    const { namespace, name } = known.object.metadata;
    const objects = this.#objects.get(kind) ?? new Map<string, KnownObject>();
    objects.set(keyOf(namespace, name), known);
    this.#objects.set(kind, objects);
    this.#onChange(refOf(kind, known.object));
  }

  gone(kind: ServingKind, told: WatchedObject): void {
    const { object } = knownObject(told);
    const { namespace, name } = object.metadata;
    this.#objects.get(kind)?.delete(keyOf(namespace, name));
    this.#onChange(refOf(kind, object));
  }
}

/** An object as it was told. */
export function knownObject(told: WatchedObject): KnownObject {
  const { managedFields, ...metadata } = told.metadata ?? {};
  const object = { ...told, metadata } as unknown as ServingObject;
  return { object, foreign: foreignKeys(object, managedFields ?? []) };
}

/** Callers may change what they get. */
function copyOf<K extends ServingKind>(
  object: ServingObject,
): ServingObjects[K] {
  return structuredClone(object) as unknown as ServingObjects[K];
}

function refOf(
  kind: ServingKind,
  { metadata }: ServingObject,
): ManagedObjectRef {
  const { namespace, name } = metadata;
  return { kind, ...(namespace ? { namespace } : {}), name };
}

function keyOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}
