import type {
  ClusterCapabilities,
  HardwareProfileList,
  ResourceRef,
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
import { FakeManagedCluster } from '@greenroom/backstage-plugin-model-serving-node/testing';

/** A write as the cluster was asked for it. */
export interface AskedWrite {
  readonly object: ServingObject;
  readonly options: ManagedWriteOptions;
}

/** What KServe's controller puts on what it looks after. */
const FINALIZER = 'inferenceservice.finalizers';

/**
 * A driver of a {@link FakeManagedCluster} whose tests decide what it answers, and see what it was asked. The controller
 * of the cluster, and everybody else there, is the test: {@link FakeManagedDriver.cluster}.
 */
export class FakeManagedDriver implements ManagedClusterDriver {
  readonly kind = 'managed';
  /** What it drives. */
  readonly cluster = FakeManagedCluster.create({
    kinds: [
      'InferenceService',
      'ServingRuntime',
      'ClusterServingRuntime',
      'InferenceGraph',
    ],
    settings: { defaultResources: {} },
    capabilities: {
      storageSchemes: ['s3', 'https'],
      autoscalerClasses: ['hpa', 'none'],
      maxReplicas: 5,
    },
  });
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
  readonly #driver = this.cluster.driver();
  /** By namespace; `''`: of the whole cluster. */
  readonly #problems = new Map<string, ClusterProblem>();
  readonly #problemListeners = new Set<() => void>();

  readonly kinds = this.#driver.kinds;
  readonly settings = () => this.#driver.settings();
  readonly observe: ManagedClusterDriver['observe'] = onChange =>
    this.#driver.observe(onChange);
  readonly facts: ManagedClusterDriver['facts'] = service =>
    this.#driver.facts(service);
  readonly routerFacts: ManagedClusterDriver['routerFacts'] = graph =>
    this.#driver.routerFacts(graph);
  readonly events: ManagedClusterDriver['events'] = (ref, limit) =>
    this.#driver.events(ref, limit);
  readonly logs: ManagedClusterDriver['logs'] = query =>
    this.#driver.logs(query);
  readonly routerLogs: ManagedClusterDriver['routerLogs'] = (graph, query) =>
    this.#driver.routerLogs(graph, query);
  readonly request: ManagedClusterDriver['request'] = (...call) =>
    this.#driver.request(...call);

  async start(): Promise<void> {}

  async shutdown(): Promise<void> {}

  async describe(): Promise<ClusterCapabilities> {
    return {
      ...(await this.#driver.describe()),
      ...(this.profiles ? { hardwareProfiles: true } : {}),
    };
  }

  async hardwareProfiles(): Promise<HardwareProfileList | undefined> {
    return this.profiles;
  }

  async write<K extends ServingKind>(
    kind: K,
    object: ServingObjects[K],
    options: ManagedWriteOptions = {},
  ): Promise<ServingObjects[K]> {
    this.asked.push({ object, options });
    const admitted = this.admission(object) as ServingObjects[K];
    const written = await this.#driver.write(kind, admitted, options);
    const isNew = object.metadata.resourceVersion === undefined;
    if (options.dryRun || !isNew) return written;
    const { namespace, name } = written.metadata;
    const ref = { kind, name, ...(namespace ? { namespace } : {}) };
    this.cluster.edit(ref, { metadata: { finalizers: [FINALIZER] } });
    return this.#driver.object(ref) ?? written;
  }

  async remove(ref: ManagedObjectRef, uid: string): Promise<void> {
    await this.#driver.remove(ref, uid);
  }

  objects<K extends ServingKind>(kind: K): readonly ServingObjects[K][] {
    return this.#driver.objects(kind);
  }

  object<K extends ServingKind>(
    ref: ManagedObjectRef<K>,
  ): ServingObjects[K] | undefined {
    return this.#driver.object(ref);
  }

  problem(namespace = ''): ClusterProblem | undefined {
    return this.#problems.get('') ?? this.#problems.get(namespace);
  }

  observeProblems(onChange: () => void): () => void {
    this.#problemListeners.add(onChange);
    return () => this.#problemListeners.delete(onChange);
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

  /** It is gone: somebody deleted it, and the controller let it go. */
  vanish(ref: ManagedObjectRef): void {
    this.cluster.delete(ref);
    this.cluster.edit(ref, { metadata: { finalizers: null } });
  }

  /** The API server does not answer any more, or does again; `namespace`: it tells nothing of that one. */
  problemIs(problem: ClusterProblem | undefined, namespace = ''): void {
    if (problem) this.#problems.set(namespace, problem);
    else this.#problems.delete(namespace);
    for (const listener of [...this.#problemListeners]) listener();
  }
}
