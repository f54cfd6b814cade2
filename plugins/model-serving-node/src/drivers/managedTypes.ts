import type {
  ClusterCapabilities,
  ClusterExamination,
  ClusterSettings,
  ConnectionType,
  EventView,
  HardwareProfileList,
  LogLine,
  ResourceRef,
  RevisionFacts,
  ServingKind,
  ServingObjects,
} from '@greenroom/backstage-plugin-model-serving-common';
import type {
  ActingPerson,
  ClusterDriverContext,
  ClusterProblem,
  LogQuery,
} from './types';

/**
 * What a managed cluster calls an object; without a namespace for kinds of the whole cluster.
 * @public
 */
export interface ManagedObjectRef<K extends ServingKind = ServingKind> {
  readonly kind: K;
  readonly namespace?: string;
  readonly name: string;
}

/** A connection as a cluster tells of it, without any value of its Secret. @public */
export interface ClusterConnection {
  /** Absent: a type of the cluster's own that says nothing by which models are served from it. */
  readonly type?: ConnectionType;
  /** What the Secret calls its type. */
  readonly typeName?: string;
  readonly title?: string;
  /** Where replicas of the service fetch from by it, e.g. `s3://bucket/path`. Absent: none has been started so far. */
  readonly location?: string;
  /** Why nothing is known of it. */
  readonly problem?: string;
}

/**
 * What became of the values of a connection that {@link ManagedClusterDriver.takeBack} was to take out of a project:
 *
 * - `used`: something there names them.
 * - `unknown`: who names them cannot be seen; they stay.
 * - `unused`: nothing names them. They stay until it is asked for again with this version, which is another one as soon as
 *   they are given to somebody.
 * - `gone`: nothing of them is there, or nothing that this portal wrote.
 * @public
 */
export type TakenBack =
  | { readonly state: 'used' | 'gone' }
  | { readonly state: 'unknown'; readonly why: string }
  | { readonly state: 'unused'; readonly version: string };

/** How {@link ManagedClusterDriver.write} writes. @public */
export interface ManagedWriteOptions {
  /** Only asks the cluster what it would make of it: its admission speaks, nothing is kept. */
  readonly dryRun?: boolean;
  /**
   * For whom this is written. Where the cluster's configuration says so, it is written with their rights and not with
   * the portal's. Absent: by the control plane itself.
   */
  readonly onBehalfOf?: ActingPerson;
}

/**
 * A cluster whose own controller (KServe's) reconciles, scales and routes. It is the truth about the objects it holds: we
 * write them as a careful user would, and read them back with their status.
 *
 * Reads answer at once from what the driver watches; they may be as old as `problem()` says.
 * @public
 */
export interface ManagedClusterDriver {
  readonly kind: 'managed';
  /**
   * Resolves when everything that is watched was read once.
   * @throws with what is missing (rights, definitions, address), and what to ask whom for.
   */
  start(context: ClusterDriverContext): Promise<void>;
  /** Ends what the driver does here. What runs on the cluster goes on. */
  shutdown(): Promise<void>;
  describe(): Promise<ClusterCapabilities>;
  /** As of native drivers. */
  examine?(): Promise<ClusterExamination>;
  /** What the cluster's own configuration (`inferenceservice-config`) says that decisions and URLs depend on. */
  settings(): Promise<
    Pick<
      ClusterSettings,
      | 'profile'
      | 'defaultDeploymentMode'
      | 'defaultResources'
      | 'ingress'
      | 'artVersion'
      | 'customGpuTypes'
      | 'localModelCaches'
      | 'autoMountServiceAccountToken'
      | 'lacks'
    >
  >;
  /** Kinds that the cluster knows: of others it has no definition. */
  readonly kinds: ReadonlySet<ServingKind>;
  /**
   * Creates the object, or replaces spec, labels and annotations of the one of its name. With
   * `metadata.resourceVersion` only that version of it is replaced; without, only a new one is made. Status, finalizers
   * and owners are the cluster's; labels and annotations that other tools set stay unless the object says them anew.
   * @returns the object as the cluster has it (dry run: would have it)
   * @throws ConflictError if the version is another or the name is taken; InputError with what admission said, by field
   *   where it names one; NotAllowedError with the missing right
   */
  write<K extends ServingKind>(
    kind: K,
    object: ServingObjects[K],
    options?: ManagedWriteOptions,
  ): Promise<ServingObjects[K]>;
  /**
   * Asks for the deletion of this very object; it goes when the cluster's controller is done. Idempotent.
   * @param uid - `metadata.uid`: one that was made anew under the name stays
   */
  remove(
    ref: ManagedObjectRef,
    uid: string,
    options?: Pick<ManagedWriteOptions, 'onBehalfOf'>,
  ): Promise<void>;
  /** All known objects of a kind, with status; those that are being deleted have a `metadata.deletionTimestamp`. */
  objects<K extends ServingKind>(kind: K): readonly ServingObjects[K][];
  object<K extends ServingKind>(
    ref: ManagedObjectRef<K>,
  ): ServingObjects[K] | undefined;
  /**
   * Calls back with the object that changed, and with the InferenceService whose replicas, Deployments or events changed.
   * Returns the way to stop.
   */
  observe(onChange: (ref: ManagedObjectRef) => void): () => void;
  /**
   * Why what is known may be out of date, and since when (ISO 8601); undefined while the cluster answers.
   * @param namespace - of what is there; absent: of anything but projects that wait for rights
   */
  problem(namespace?: string): ClusterProblem | undefined;
  /** As of native drivers. */
  observeProblems?(onChange: () => void): () => void;
  /**
   * What runs of a service: one entry a Deployment or Knative revision, its replicas from their pods, by the words that
   * native drivers use for failures.
   */
  facts(
    service: Pick<ResourceRef, 'namespace' | 'name'>,
  ): readonly RevisionFacts[];
  /**
   * What runs of the router of a graph, as of a service. Read when it is asked for: changes of it are not called back.
   */
  routerFacts(
    graph: Pick<ResourceRef, 'namespace' | 'name'>,
  ): readonly RevisionFacts[];
  /**
   * What the cluster has under the name of a connection that a service names, for connections that were not made here. Not a
   * value of its Secret. Absent: the cluster cannot be asked.
   */
  connection?(
    service: Pick<ResourceRef, 'namespace' | 'name'>,
    name: string,
  ): Promise<ClusterConnection>;
  /**
   * Takes the values of a connection out of a project, which writes had given it: only what this portal wrote, and only
   * while everything that could name them is seen and nothing does. Two steps, so that who is just being given them keeps
   * them: the first call answers with a version, another one takes that version, if it is still there and nothing names it.
   *
   * @param connection - by the name that deployments of the project have for it
   * @param version - as an earlier call answered; absent: nothing is taken
   * @throws NotAllowedError if the portal may not take it; any error of the connection
   */
  takeBack(
    connection: Pick<ResourceRef, 'namespace' | 'name'>,
    version?: string,
  ): Promise<TakenBack>;
  /**
   * The hardware profiles of Open Data Hub that deployments of a project may name; undefined: the cluster knows none.
   * Absent: as undefined.
   * @throws any error of the connection
   */
  hardwareProfiles?(
    namespace: string,
  ): Promise<HardwareProfileList | undefined>;
  /** The cluster's events of an object and of what belongs to it, newest first. */
  events(ref: ManagedObjectRef, limit: number): Promise<readonly EventView[]>;
  /** Lines as they are. Ends by itself unless `follow`. */
  logs(query: LogQuery): AsyncIterable<LogLine>;
  /** Lines of all replicas of the router of a graph, as of a service. */
  routerLogs(
    graph: Pick<ResourceRef, 'namespace' | 'name'>,
    query: Omit<LogQuery, 'keys'>,
  ): AsyncIterable<LogLine>;
  /** An HTTP call to a replica, for metadata; not for traffic. */
  request(
    key: string,
    replicaId: string,
    path: string,
    signal?: AbortSignal,
  ): Promise<Response>;
}
