import { ConflictError } from '@backstage/errors';
import {
  KubernetesObject,
  mergePatch,
  ObjectMeta,
  semanticEqual,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ManagedObjectRef } from '@greenroom/backstage-plugin-model-serving-node';

/** Who writes: the drivers of the fake, or everybody else. */
export type Writer = 'driver' | 'other';

/** An object with the parts that matter to an API server. */
export interface ApiObject extends KubernetesObject {
  spec?: unknown;
  status?: unknown;
}

/** An object and what an API server knows of it beside. */
export interface HeldObject {
  readonly ref: ManagedObjectRef;
  readonly object: ApiObject;
  /** Labels and annotations that others wrote, as `labels/<key>` and `annotations/<key>`. */
  readonly foreign: ReadonlySet<string>;
}

const MAPS = ['labels', 'annotations'] as const;

/** Objects by an API server's rules of versions, generations, owners of fields, and finalizers. */
export class HeldObjects {
  readonly #now: () => number;
  readonly #held = new Map<string, HeldObject>();
  #version = 0;
  #uid = 0;

  constructor(options: { readonly now: () => number }) {
    this.#now = options.now;
  }

  all(): readonly HeldObject[] {
    return [...this.#held.values()];
  }

  get(ref: ManagedObjectRef): ApiObject | undefined {
    return this.#held.get(keyOf(ref))?.object;
  }

  /** @param isDryRun - nothing is kept */
  create(
    ref: ManagedObjectRef,
    wanted: KubernetesObject,
    writer: Writer,
    isDryRun = false,
  ): ApiObject {
    if (this.get(ref))
      throw new ConflictError(`there is a ${ref.kind} '${ref.name}' already`);
    const { labels, annotations, name, namespace } = wanted.metadata;
    const object: ApiObject = {
      ...structuredClone(wanted),
      metadata: {
        name,
        ...(namespace ? { namespace } : {}),
        ...(labels ? { labels: { ...labels } } : {}),
        ...(annotations ? { annotations: { ...annotations } } : {}),
        uid: `uid-${this.#uid + 1}`,
        generation: 1,
        creationTimestamp: this.#time(),
      },
    };
    if (writer === 'driver') delete object.status;
    if (isDryRun) return object;
    this.#uid += 1;
    return this.#keep(ref, object, writer);
  }

  /** Replaces spec, labels and annotations; those of others stay. */
  replace(
    ref: ManagedObjectRef,
    wanted: KubernetesObject & { readonly spec?: unknown },
    isDryRun = false,
  ): ApiObject {
    const held = this.#held.get(keyOf(ref));
    const { resourceVersion } = wanted.metadata;
    if (held?.object.metadata.resourceVersion !== resourceVersion || !held) {
      throw new ConflictError(
        `the ${ref.kind} '${ref.name}' has changed since version ${resourceVersion} of it was read`,
      );
    }
    const metadata: ObjectMeta = { ...held.object.metadata };
    for (const map of MAPS) {
      const others = Object.entries(metadata[map] ?? {}).filter(([key]) =>
        held.foreign.has(`${map}/${key}`),
      );
      metadata[map] = {
        ...Object.fromEntries(others),
        ...wanted.metadata[map],
      };
    }
    const object: ApiObject = {
      ...held.object,
      metadata,
      ...(wanted.spec === undefined
        ? {}
        : { spec: structuredClone(wanted.spec) }),
    };
    if (isDryRun) return object;
    return this.#keep(ref, object, 'driver');
  }

  merge(ref: ManagedObjectRef, patch: object, writer: Writer): ApiObject {
    return this.#keep(
      ref,
      mergePatch(this.get(ref), patch) as ApiObject,
      writer,
    );
  }

  report(ref: ManagedObjectRef, status: object): void {
    const object = this.get(ref);
    if (object) this.#keep(ref, { ...object, status }, 'other');
  }

  /** @param uid - only that very object */
  remove(ref: ManagedObjectRef, uid?: string): boolean {
    const object = this.get(ref);
    if (!object || (uid !== undefined && object.metadata.uid !== uid))
      return false;
    if (object.metadata.deletionTimestamp) return false;
    const { metadata } = object;
    this.#keep(
      ref,
      { ...object, metadata: { ...metadata, deletionTimestamp: this.#time() } },
      'other',
    );
    return true;
  }

  #keep(ref: ManagedObjectRef, object: ApiObject, writer: Writer): ApiObject {
    const before = this.#held.get(keyOf(ref));
    if (before && semanticEqual(before.object, object)) return before.object;
    const { metadata } = object;
    const isDone =
      metadata.deletionTimestamp !== undefined &&
      (metadata.finalizers ?? []).length === 0;
    if (isDone) {
      this.#held.delete(keyOf(ref));
      return object;
    }
    this.#version += 1;
    const isNewSpec =
      before !== undefined && !semanticEqual(before.object.spec, object.spec);
    const kept: ApiObject = {
      ...object,
      metadata: {
        ...metadata,
        resourceVersion: String(this.#version),
        generation: (metadata.generation ?? 1) + (isNewSpec ? 1 : 0),
      },
    };
    this.#held.set(keyOf(ref), {
      ref,
      object: kept,
      foreign: foreignOf(before, kept, writer),
    });
    return kept;
  }

  #time(): string {
    return new Date(this.#now()).toISOString();
  }
}

/** Whose labels and annotations are whose: who changed a value last has it. */
function foreignOf(
  before: HeldObject | undefined,
  object: ApiObject,
  writer: Writer,
): ReadonlySet<string> {
  const foreign = new Set<string>();
  for (const map of MAPS) {
    for (const [key, value] of Object.entries(object.metadata[map] ?? {})) {
      const path = `${map}/${key}`;
      const isSame = before?.object.metadata[map]?.[key] === value;
      const isForeign = isSame ? before.foreign.has(path) : writer === 'other';
      if (isForeign) foreign.add(path);
    }
  }
  return foreign;
}

function keyOf({ kind, namespace = '', name }: ManagedObjectRef): string {
  return `${kind}/${namespace}/${name}`;
}
