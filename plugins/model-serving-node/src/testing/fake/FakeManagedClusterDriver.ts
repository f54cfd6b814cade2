import { InputError, NotFoundError } from '@backstage/errors';
import {
  ClusterCapabilities,
  EventView,
  KubernetesObject,
  LogLine,
  ResourceRef,
  RevisionFacts,
  ServingKind,
  ServingObjects,
} from '@greenroom/backstage-plugin-model-serving-common';
import type {
  LogQuery,
  ManagedClusterDriver,
  ManagedObjectRef,
  ManagedWriteOptions,
  TakenBack,
} from '@greenroom/backstage-plugin-model-serving-node';
import type { GivenConnections } from './GivenConnections';
import type { HeldObject, HeldObjects } from './HeldObjects';

type ServiceRef = Pick<ResourceRef, 'namespace' | 'name'>;
type Settings = Awaited<ReturnType<ManagedClusterDriver['settings']>>;

/** What a {@link FakeManagedClusterDriver} sees of its cluster. */
export interface FakeManagedClusterView {
  readonly kinds: ReadonlySet<ServingKind>;
  readonly settings: Partial<Settings>;
  readonly capabilities: Partial<ClusterCapabilities>;
  readonly admit: (kind: ServingKind, object: KubernetesObject) => void;
  readonly objects: HeldObjects;
  /** What was last told: older than `objects` while the cluster is lost, or its watch lags. */
  readonly known: () => readonly HeldObject[];
  readonly loss: () => { message: string; since: string } | undefined;
  readonly changed: (ref: ManagedObjectRef) => void;
  readonly observe: (listener: (ref: ManagedObjectRef) => void) => () => void;
  readonly facts: (service: ServiceRef) => readonly RevisionFacts[];
  readonly routerFacts: (graph: ServiceRef) => readonly RevisionFacts[];
  readonly events: (ref: ManagedObjectRef) => readonly EventView[];
  readonly logs: (key: string) => readonly LogLine[];
  readonly respond: (path: string) => Response;
  /** Connections that writes gave to projects. */
  readonly given: GivenConnections;
}

/** KServe's own, where nothing is configured. */
const SETTINGS: Settings = {
  profile: 'kserve',
  defaultDeploymentMode: 'Standard',
  defaultResources: {
    requests: { cpu: '1', memory: '2Gi' },
    limits: { cpu: '1', memory: '2Gi' },
  },
  ingress: {
    domain: 'example.com',
    domainTemplate: '{{ .Name }}-{{ .Namespace }}.{{ .IngressDomain }}',
    urlScheme: 'http',
  },
};

const CAPABILITIES: ClusterCapabilities = {
  storageSchemes: ['s3', 'gs', 'https', 'http', 'hf', 'oci', 'pvc'],
  autoscalerClasses: ['hpa', 'none', 'external'],
  scaleToZero: false,
  externalRoutes: true,
  accelerators: [],
  capacity: { cpuCores: 4, memoryBytes: 16 * 2 ** 30 },
  maxReplicas: 100,
};

/** One portal's driver of a {@link FakeManagedCluster}. */
export class FakeManagedClusterDriver implements ManagedClusterDriver {
  readonly kind = 'managed';
  readonly #view: FakeManagedClusterView;
  readonly #stops = new Set<() => void>();

  private constructor(view: FakeManagedClusterView) {
    this.#view = view;
  }

  static create(view: FakeManagedClusterView): FakeManagedClusterDriver {
    return new FakeManagedClusterDriver(view);
  }

  get kinds(): ReadonlySet<ServingKind> {
    return this.#view.kinds;
  }

  async start(): Promise<void> {
    this.#reach();
  }

  async shutdown(): Promise<void> {
    for (const stop of this.#stops) stop();
  }

  async describe(): Promise<ClusterCapabilities> {
    return { ...CAPABILITIES, ...this.#view.capabilities };
  }

  async settings(): Promise<Settings> {
    return { ...SETTINGS, ...this.#view.settings };
  }

  async write<K extends ServingKind>(
    kind: K,
    object: ServingObjects[K],
    { dryRun = false }: ManagedWriteOptions = {},
  ): Promise<ServingObjects[K]> {
    this.#reach();
    if (!this.kinds.has(kind))
      throw new InputError(`the cluster has no definition of ${kind}`);
    const { namespace, name, resourceVersion } = object.metadata;
    const ref = { kind, ...(namespace ? { namespace } : {}), name };
    this.#view.admit(kind, object);
    const { objects, given } = this.#view;
    if (!dryRun) given.give(object);
    const before = objects.get(ref);
    const written =
      resourceVersion === undefined
        ? objects.create(ref, object, 'driver', dryRun)
        : objects.replace(ref, object, dryRun);
    if (!dryRun && written !== before) this.#view.changed(ref);
    return copyOf(written) as ServingObjects[K];
  }

  async remove(ref: ManagedObjectRef, uid: string): Promise<void> {
    this.#reach();
    if (this.#view.objects.remove(ref, uid)) this.#view.changed(ref);
  }

  objects<K extends ServingKind>(kind: K): readonly ServingObjects[K][] {
    return this.#view
      .known()
      .filter(({ ref }) => ref.kind === kind)
      .map(({ object }) => copyOf(object) as ServingObjects[K]);
  }

  object<K extends ServingKind>(
    ref: ManagedObjectRef<K>,
  ): ServingObjects[K] | undefined {
    return this.objects(ref.kind).find(
      ({ metadata }) =>
        metadata.name === ref.name && metadata.namespace === ref.namespace,
    );
  }

  observe(onChange: (ref: ManagedObjectRef) => void): () => void {
    const stop = this.#view.observe(onChange);
    this.#stops.add(stop);
    return stop;
  }

  problem(): { readonly message: string; readonly since: string } | undefined {
    return this.#view.loss();
  }

  facts(service: ServiceRef): readonly RevisionFacts[] {
    return this.#view.facts(service);
  }

  routerFacts(graph: ServiceRef): readonly RevisionFacts[] {
    return this.#view.routerFacts(graph);
  }

  async takeBack(connection: ServiceRef, version?: string): Promise<TakenBack> {
    this.#reach();
    const users = this.objects('InferenceService').filter(
      ({ metadata }) => metadata.namespace === connection.namespace,
    );
    return this.#view.given.takeBack(connection, users, version);
  }

  async events(
    ref: ManagedObjectRef,
    limit: number,
  ): Promise<readonly EventView[]> {
    this.#reach();
    return this.#view.events(ref).slice(0, limit);
  }

  async *logs({ keys, replica, tail = 100 }: LogQuery): AsyncIterable<LogLine> {
    this.#reach();
    const lines = keys
      .flatMap(key => this.#view.logs(key))
      .filter(line => replica === undefined || line.replica === replica);
    yield* lines.slice(-tail);
  }

  routerLogs(
    graph: ServiceRef,
    query: Omit<LogQuery, 'keys'>,
  ): AsyncIterable<LogLine> {
    const keys = this.routerFacts(graph).map(({ key }) => key);
    return this.logs({ ...query, keys });
  }

  async request(
    key: string,
    replicaId: string,
    path: string,
  ): Promise<Response> {
    this.#reach();
    const [namespace] = key.split('/');
    const replicas = this.objects('InferenceService')
      .filter(({ metadata }) => metadata.namespace === namespace)
      .flatMap(({ metadata }) => this.facts({ namespace, name: metadata.name }))
      .filter(facts => facts.key === key)
      .flatMap(facts => facts.replicas);
    if (!replicas.some(({ id }) => id === replicaId))
      throw new NotFoundError(`there is no replica '${replicaId}' of '${key}'`);
    return this.#view.respond(path);
  }

  #reach(): void {
    const loss = this.#view.loss();
    if (loss) throw new Error(loss.message);
  }
}

/** Callers may change what they get. */
function copyOf(object: KubernetesObject): unknown {
  return structuredClone(object);
}
