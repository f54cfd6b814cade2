import { InputError, NotFoundError } from '@backstage/errors';
import {
  ClusterCapabilities,
  EventView,
  FieldMessage,
  KubernetesObject,
  LogLine,
  ResourceRef,
  RevisionFacts,
  ServingKind,
  servingKinds,
  ServingObjects,
} from '@greenroom/backstage-plugin-model-serving-common';
import type {
  ManagedClusterDriver,
  ManagedObjectRef,
} from '@greenroom/backstage-plugin-model-serving-node';
import { FakeManagedClusterDriver } from './FakeManagedClusterDriver';
import { GivenConnections } from './GivenConnections';
import { HeldObject, HeldObjects } from './HeldObjects';

/** What a {@link FakeManagedCluster} is made of; all of it has a default. @public */
export interface FakeManagedClusterOptions {
  /** Kinds that it has definitions of. Default: all. */
  readonly kinds?: readonly ServingKind[];
  /** ms since epoch. Default: the clock. */
  readonly now?: () => number;
  readonly settings?: Partial<
    Awaited<ReturnType<ManagedClusterDriver['settings']>>
  >;
  readonly capabilities?: Partial<ClusterCapabilities>;
  /** Admission of the cluster: what is wrong with an object; nothing: it is let in. */
  readonly admit?: (
    kind: ServingKind,
    object: ServingObjects[ServingKind],
  ) => readonly FieldMessage[];
}

type ServiceRef = Pick<ResourceRef, 'namespace' | 'name'>;

/**
 * A cluster with KServe in memory: what its drivers write and see, and the side of everybody else — kubectl, KServe's
 * controller, the kubelet — for tests to play. Nothing happens in it by itself.
 * @public
 */
export class FakeManagedCluster {
  readonly #options: FakeManagedClusterOptions;
  readonly #objects: HeldObjects;
  readonly #facts = new Map<string, readonly RevisionFacts[]>();
  readonly #routers = new Map<string, readonly RevisionFacts[]>();
  readonly #events = new Map<string, readonly EventView[]>();
  readonly #logs = new Map<string, readonly LogLine[]>();
  readonly #listeners = new Set<(ref: ManagedObjectRef) => void>();
  readonly #given = new GivenConnections();
  #loss: { readonly message: string; readonly since: string } | undefined;
  /** What drivers see while they are told of nothing. */
  #seen: readonly HeldObject[] | undefined;
  #respond: (path: string) => Response = () =>
    new Response(undefined, { status: 404 });

  private constructor(options: FakeManagedClusterOptions) {
    this.#options = options;
    this.#objects = new HeldObjects({ now: options.now ?? Date.now });
  }

  /** An empty one. */
  static create(options: FakeManagedClusterOptions = {}): FakeManagedCluster {
    return new FakeManagedCluster(options);
  }

  /** A driver of it that has not started; each is a portal of its own. */
  driver(): ManagedClusterDriver {
    return FakeManagedClusterDriver.create({
      kinds: new Set(
        this.#options.kinds ?? (Object.keys(servingKinds) as ServingKind[]),
      ),
      settings: this.#options.settings ?? {},
      capabilities: this.#options.capabilities ?? {},
      admit: (kind, object) => this.#admit(kind, object),
      objects: this.#objects,
      known: () => this.#seen ?? this.#objects.all(),
      loss: () => this.#loss,
      changed: ref => this.#tell(ref),
      observe: listener => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
      facts: service => this.#facts.get(keyOfService(service)) ?? [],
      routerFacts: graph => this.#routers.get(keyOfService(graph)) ?? [],
      events: ref => this.#events.get(keyOf(ref)) ?? [],
      logs: key => this.#logs.get(key) ?? [],
      respond: path => this.#respond(path),
      given: this.#given,
    });
  }

  /** What `kubectl apply` of somebody else does: makes an object, or merges it into the one of its name. */
  apply<K extends ServingKind>(
    kind: K,
    object: ServingObjects[K],
  ): ServingObjects[K] {
    const { namespace, name } = object.metadata;
    const ref = { kind, ...(namespace ? { namespace } : {}), name };
    const held = this.#objects.get(ref);
    const written = held
      ? this.#objects.merge(ref, object, 'other')
      : this.#objects.create(ref, object, 'other');
    this.#tell(ref);
    return written as unknown as ServingObjects[K];
  }

  /**
   * Changes an object as another tool or a controller does: labels, annotations, finalizers, spec or status.
   * @param patch - JSON merge patch
   * @throws NotFoundError if there is none
   */
  edit(ref: ManagedObjectRef, patch: object): void {
    if (!this.#objects.get(ref))
      throw new NotFoundError(`there is no ${ref.kind} '${ref.name}'`);
    this.#objects.merge(ref, patch, 'other');
    this.#tell(ref);
  }

  /** What KServe's controller writes; `status` replaces what is there. */
  report(ref: ManagedObjectRef, status: object): void {
    this.#objects.report(ref, status);
    this.#tell(ref);
  }

  /** `kubectl delete`: it goes at once, or when its finalizers are gone. */
  delete(ref: ManagedObjectRef): void {
    this.#objects.remove(ref);
    this.#tell(ref);
  }

  /** What runs of a service from now on. */
  run(
    service: Pick<ResourceRef, 'namespace' | 'name'>,
    facts: readonly RevisionFacts[],
  ): void {
    this.#facts.set(keyOfService(service), facts);
    this.#tell({ kind: 'InferenceService', ...refOf(service) });
  }

  /** What runs of a graph's router from now on. */
  route(
    graph: Pick<ResourceRef, 'namespace' | 'name'>,
    facts: readonly RevisionFacts[],
  ): void {
    this.#routers.set(keyOfService(graph), facts);
  }

  /** An event of an object, the newest until the next. */
  happened(ref: ManagedObjectRef, event: EventView): void {
    this.#events.set(keyOf(ref), [
      event,
      ...(this.#events.get(keyOf(ref)) ?? []),
    ]);
    this.#tell(ref);
  }

  /** A line of a replica of a revision. */
  printed(key: string, line: LogLine): void {
    this.#logs.set(key, [...(this.#logs.get(key) ?? []), line]);
  }

  /** What replicas answer to calls from now on. Default: 404. */
  answers(respond: (path: string) => Response): void {
    this.#respond = respond;
  }

  /** The cluster does not answer any more: drivers know what they know, and writes fail. */
  lose(message: string): void {
    this.hold();
    const now = this.#options.now ?? Date.now;
    this.#loss ??= { message, since: new Date(now()).toISOString() };
  }

  /** It answers again; drivers tell of all objects, which may have changed. */
  find(): void {
    this.#loss = undefined;
    this.release();
  }

  /** The watch lags: drivers see what is there now, whatever is written from now on. */
  hold(): void {
    this.#seen ??= this.#objects.all();
  }

  /** The watch catches up; drivers tell of all objects, which may have changed. */
  release(): void {
    this.#seen = undefined;
    for (const { ref } of this.#objects.all()) this.#tell(ref);
  }

  #admit(kind: ServingKind, object: KubernetesObject): void {
    const defects =
      this.#options.admit?.(kind, object as ServingObjects[ServingKind]) ?? [];
    if (defects.length === 0) return;
    throw new InputError(
      defects
        .map(({ path, message }) => (path ? `${path}: ${message}` : message))
        .join('; '),
    );
  }

  #tell(ref: ManagedObjectRef): void {
    if (this.#seen) return;
    for (const listener of [...this.#listeners]) listener(ref);
  }
}

function refOf({ namespace, name }: ServiceRef): ServiceRef {
  return { namespace, name };
}

function keyOfService({ namespace, name }: ServiceRef): string {
  return `${namespace}/${name}`;
}

function keyOf({ kind, namespace = '', name }: ManagedObjectRef): string {
  return `${kind}/${namespace}/${name}`;
}
