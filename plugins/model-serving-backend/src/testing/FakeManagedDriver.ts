import { ConflictError } from '@backstage/errors';
import type {
  ClusterCapabilities,
  EventView,
  HardwareProfileList,
  LogLine,
  ResourceRef,
  RevisionFacts,
  ServingKind,
  ServingObject,
  ServingObjects,
} from '@greenroom/backstage-plugin-model-serving-common';
import type {
  ClusterConnection,
  ClusterProblem,
  ManagedClusterDriver,
  ManagedObjectRef,
  ManagedWriteOptions,
  TakenBack,
} from '@greenroom/backstage-plugin-model-serving-node';

/** A write as the cluster was asked for it. */
export interface AskedWrite {
  readonly object: ServingObject;
  readonly options: ManagedWriteOptions;
}

/**
 * A managed cluster in memory that keeps the promises of `ManagedClusterDriver`. Its API server counts versions and
 * generations, its admission is a function, its controller is the test.
 */
export class FakeManagedDriver implements ManagedClusterDriver {
  readonly kind = 'managed';
  readonly kinds: ReadonlySet<ServingKind> = new Set<ServingKind>([
    'InferenceService',
    'ServingRuntime',
    'ClusterServingRuntime',
    'InferenceGraph',
  ]);
  /** Every write that was asked for, dry runs too. */
  readonly asked: AskedWrite[] = [];
  /** Says no by throwing, and what it makes of an object. */
  admission: (object: ServingObject) => ServingObject = object => object;
  /** What it has under the names of connections. */
  readonly connections = new Map<string, ClusterConnection>();
  /** What is answered to each asking for a connection, one after the other; the last one again and again. */
  givesBack: (TakenBack | Error)[] = [{ state: 'gone' }];
  /** What was asked for back, with the version. */
  readonly takenBack: string[] = [];
  /** Those of Open Data Hub, whatever the project. Undefined: it knows none. */
  profiles: HardwareProfileList | undefined;
  readonly #objects = new Map<string, ServingObject>();
  readonly #facts = new Map<string, readonly RevisionFacts[]>();
  readonly #routers = new Map<string, readonly RevisionFacts[]>();
  readonly #listeners = new Set<(ref: ManagedObjectRef) => void>();
  /** By namespace; `''`: of the whole cluster. */
  readonly #problems = new Map<string, ClusterProblem>();
  readonly #problemListeners = new Set<() => void>();
  #version = 100;
  #uids = 0;
  /** While it is held back, reads and callbacks are those of this moment. */
  #held: ReadonlyMap<string, ServingObject> | undefined;

  async start(): Promise<void> {}

  async shutdown(): Promise<void> {}

  async describe(): Promise<ClusterCapabilities> {
    return {
      storageSchemes: ['s3', 'https'],
      autoscalerClasses: ['hpa', 'none'],
      scaleToZero: false,
      externalRoutes: true,
      accelerators: [],
      capacity: { cpuCores: 4, memoryBytes: 8e9 },
      maxReplicas: 5,
      ...(this.profiles ? { hardwareProfiles: true } : {}),
    };
  }

  async hardwareProfiles(): Promise<HardwareProfileList | undefined> {
    return this.profiles;
  }

  async settings(): ReturnType<ManagedClusterDriver['settings']> {
    return {
      profile: 'kserve',
      defaultDeploymentMode: 'Standard',
      defaultResources: {},
      ingress: {
        domain: 'example.com',
        domainTemplate: '{{ .Name }}-{{ .Namespace }}.{{ .IngressDomain }}',
        urlScheme: 'http',
      },
    };
  }

  async write<K extends ServingKind>(
    kind: K,
    object: ServingObjects[K],
    options: ManagedWriteOptions = {},
  ): Promise<ServingObjects[K]> {
    this.asked.push({ object, options });
    const key = keyOf({ ...object.metadata, kind });
    const before = this.#objects.get(key);
    const { resourceVersion } = object.metadata;
    if (before?.metadata.resourceVersion !== resourceVersion) {
      throw new ConflictError(
        before
          ? `the object has been modified, or the name is taken`
          : `there is no such object any more`,
      );
    }
    const admitted = this.admission(object);
    const isSpecNew =
      JSON.stringify(specOf(before)) !== JSON.stringify(specOf(admitted));
    const written = {
      ...admitted,
      metadata: {
        ...admitted.metadata,
        uid: before?.metadata.uid ?? `uid-${kind}-${this.#uids + 1}`,
        creationTimestamp:
          before?.metadata.creationTimestamp ?? new Date().toISOString(),
        generation:
          (before?.metadata.generation ?? 0) + (isSpecNew || !before ? 1 : 0),
        resourceVersion: String(this.#version + 1),
        finalizers: ['inferenceservice.finalizers'],
      },
      ...(before && 'status' in before && { status: before.status }),
    } as ServingObjects[K];
    if (options.dryRun) return written;
    if (!before) this.#uids += 1;
    this.#put(key, written);
    return written;
  }

  async remove(ref: ManagedObjectRef, uid: string): Promise<void> {
    const object = this.#objects.get(keyOf(ref));
    if (object?.metadata.uid !== uid) return;
    this.#change(ref, known => ({
      ...known,
      metadata: {
        ...known.metadata,
        deletionTimestamp: new Date().toISOString(),
      },
    }));
  }

  objects<K extends ServingKind>(kind: K): readonly ServingObjects[K][] {
    return [...(this.#held ?? this.#objects)].flatMap(([key, object]) =>
      key.startsWith(`${kind} `) ? [object as ServingObjects[K]] : [],
    );
  }

  object<K extends ServingKind>(
    ref: ManagedObjectRef<K>,
  ): ServingObjects[K] | undefined {
    const known = (this.#held ?? this.#objects).get(keyOf(ref));
    return known as ServingObjects[K] | undefined;
  }

  observe(onChange: (ref: ManagedObjectRef) => void): () => void {
    this.#listeners.add(onChange);
    return () => this.#listeners.delete(onChange);
  }

  problem(namespace = ''): ClusterProblem | undefined {
    return this.#problems.get('') ?? this.#problems.get(namespace);
  }

  observeProblems(onChange: () => void): () => void {
    this.#problemListeners.add(onChange);
    return () => this.#problemListeners.delete(onChange);
  }

  facts({
    namespace,
    name,
  }: Pick<ResourceRef, 'namespace' | 'name'>): readonly RevisionFacts[] {
    const observedAt = new Date().toISOString();
    const known = this.#facts.get(`${namespace}/${name}`) ?? [];
    return known.map(facts => ({ ...facts, observedAt }));
  }

  routerFacts({
    namespace,
    name,
  }: Pick<ResourceRef, 'namespace' | 'name'>): readonly RevisionFacts[] {
    return this.#routers.get(`${namespace}/${name}`) ?? [];
  }

  async connection(
    _service: Pick<ResourceRef, 'namespace' | 'name'>,
    name: string,
  ): Promise<ClusterConnection> {
    return this.connections.get(name) ?? { problem: 'there is no such Secret' };
  }

  async takeBack(
    { namespace, name }: Pick<ResourceRef, 'namespace' | 'name'>,
    version = '',
  ): Promise<TakenBack> {
    this.takenBack.push(`${namespace}/${name} ${version}`.trim());
    const [answer, ...more] = this.givesBack;
    if (more.length > 0) this.givesBack = more;
    if (answer instanceof Error) throw answer;
    return answer;
  }

  async events(): Promise<readonly EventView[]> {
    const at = new Date().toISOString();
    return [
      {
        type: 'Warning',
        reason: 'InternalError',
        message: 'fails to reconcile predictor',
        firstSeen: at,
        lastSeen: at,
        count: 1,
      },
    ];
  }

  async *logs(): AsyncIterable<LogLine> {
    yield { replica: 'pod', text: 'hello' };
  }

  async request(): Promise<Response> {
    return Response.json({
      name: 'iris',
      inputs: [{ name: 'X', datatype: 'FP32', shape: [-1, 4] }],
      outputs: [],
    });
  }

  /** What the controller writes, or somebody with `kubectl`. */
  edit<K extends ServingKind>(
    ref: ManagedObjectRef<K>,
    change: (object: ServingObjects[K]) => ServingObjects[K],
  ): void {
    this.#change(ref, known => {
      const next = change(known as ServingObjects[K]);
      const isSpecNew =
        JSON.stringify(specOf(known)) !== JSON.stringify(specOf(next));
      const { generation = 1 } = known.metadata;
      return {
        ...next,
        metadata: {
          ...next.metadata,
          generation: generation + (isSpecNew ? 1 : 0),
        },
      };
    });
  }

  /** It is gone. */
  vanish(ref: ManagedObjectRef): void {
    this.#objects.delete(keyOf(ref));
    this.#tell(ref);
  }

  /** What its pods do. */
  runs(
    service: Pick<ResourceRef, 'namespace' | 'name'>,
    facts: readonly RevisionFacts[],
  ): void {
    this.#facts.set(`${service.namespace}/${service.name}`, facts);
    this.#tell({ kind: 'InferenceService', ...service });
  }

  /** What the pods of a graph's router do. */
  routes(
    graph: Pick<ResourceRef, 'namespace' | 'name'>,
    facts: readonly RevisionFacts[],
  ): void {
    this.#routers.set(`${graph.namespace}/${graph.name}`, facts);
  }

  /** The API server does not answer any more, or does again; `namespace`: it tells nothing of that one. */
  problemIs(problem: ClusterProblem | undefined, namespace = ''): void {
    if (problem) this.#problems.set(namespace, problem);
    else this.#problems.delete(namespace);
    for (const listener of [...this.#problemListeners]) listener();
  }

  /** The watch lags behind what was written. */
  hold(): void {
    this.#held = new Map(this.#objects);
  }

  /** The watch catches up. */
  release(): void {
    this.#held = undefined;
    for (const [key, { metadata }] of this.#objects) {
      const kind = key.split(' ')[0] as ServingKind;
      this.#tell({ kind, namespace: metadata.namespace, name: metadata.name });
    }
  }

  #change(
    ref: ManagedObjectRef,
    change: (object: ServingObject) => ServingObject,
  ): void {
    const known = this.#objects.get(keyOf(ref));
    if (!known) throw new Error(`there is no ${keyOf(ref)}`);
    const next = change(known);
    this.#put(keyOf(ref), {
      ...next,
      metadata: {
        ...next.metadata,
        resourceVersion: String(this.#version + 1),
      },
    } as ServingObject);
  }

  #put(key: string, object: ServingObject): void {
    this.#version += 1;
    this.#objects.set(key, object);
    const { namespace, name } = object.metadata;
    this.#tell({ kind: key.split(' ')[0] as ServingKind, namespace, name });
  }

  #tell(ref: ManagedObjectRef): void {
    if (this.#held) return;
    for (const listener of this.#listeners) listener(ref);
  }
}

function keyOf({ kind, namespace = '', name }: ManagedObjectRef): string {
  return `${kind} ${namespace}/${name}`;
}

function specOf(object: ServingObject | undefined): unknown {
  return object && 'spec' in object ? object.spec : undefined;
}
