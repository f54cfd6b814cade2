import type {
  ClusterCapabilities,
  ClusterDetail,
  ClusterSettings,
  ClusterView,
  EventView,
  FieldMessage,
  HardwareProfileList,
  LogLine,
  ResourceRef,
  RevisionFacts,
  ServingKind,
  ServingObjects,
  ServingRuntime,
} from '@greenroom/backstage-plugin-model-serving-common';
import type {
  ClusterDriver,
  ClusterProblem,
  LogQuery,
  ManagedClusterDriver,
  ManagedWriteOptions,
} from '@greenroom/backstage-plugin-model-serving-node';

/** Whose rights are asked, where people write with their own. */
export type AskedFor = Pick<ManagedWriteOptions, 'onBehalfOf'>;

/** A driver of either kind. */
export type AnyDriver = ClusterDriver | ManagedClusterDriver;

/**
 * One configured cluster with its running driver. What both kinds of driver answer is asked here; who reconciles, and who
 * writes, takes the driver.
 */
export interface Cluster<D extends AnyDriver = AnyDriver> {
  readonly name: string;
  readonly title: string;
  readonly isDefault: boolean;
  readonly driver: D;
  /** All facts known now, or those of one service; of a managed cluster always of one. */
  facts(
    service: Pick<ResourceRef, 'namespace' | 'name'>,
  ): readonly RevisionFacts[];
  logs(query: LogQuery): AsyncIterable<LogLine>;
  /** Runtimes that are there without being resources of the cluster. */
  runtimes(): Promise<readonly ServingRuntime[]>;
  /** Why it cannot start a runtime now. */
  runtimeProblem(runtime: ServingRuntime): Promise<string | undefined>;
  /** The hardware profiles that deployments of a project may name; undefined: it knows none. */
  hardwareProfiles(namespace: string): Promise<HardwareProfileList | undefined>;
  /** Why no gateway of ours is in front of its services; undefined: one is. */
  readonly ungated: string | undefined;
  /** What the cluster itself tells of an object, beside what we saw. */
  events(
    kind: ServingKind,
    ref: ResourceRef,
    limit: number,
  ): Promise<readonly EventView[]>;
  /**
   * What the cluster has against a write that we have nothing against.
   * @param asked - for whom it would be written; by the control plane itself unless given
   * @throws NotAllowedError if that person may not write it
   */
  refusals<K extends ServingKind>(
    kind: K,
    object: ServingObjects[K],
    asked?: AskedFor,
  ): Promise<readonly FieldMessage[]>;
}

/** Why something of a cluster cannot be seen now. */
export interface UnseenProblem extends ClusterProblem {
  /** The cluster is not configured any more. */
  readonly isRemoved?: boolean;
}

/** The configured clusters. */
export interface Clusters {
  readonly all: readonly Cluster[];
  readonly default: Cluster;
  /** Whether one is configured; what was stored of others is still shown, and can be forgotten. */
  has(name: string): boolean;
  /** @throws InputError naming the known clusters, for a name that is not configured. */
  get(name: string): Cluster;
  /** One whose replicas we run. @throws Error for one that does it by itself */
  native(name: string): Cluster<ClusterDriver>;
  /** One that reconciles by itself; undefined: we do. @throws InputError as {@link Clusters.get} */
  managed(name: string): Cluster<ManagedClusterDriver> | undefined;
  /** {@link Cluster.ungated} of one; undefined also for one that is not configured any more: what was there is still shown. */
  ungated(name: string): string | undefined;
  /** What runs of the router of a graph; nothing where our gateway runs it, or on a cluster that is not configured any more. */
  routerFacts(graph: ResourceRef): readonly RevisionFacts[];
  /** What the router of a graph writes; nothing where {@link Clusters.routerFacts} has none. */
  routerLogs(
    graph: ResourceRef,
    query: Omit<LogQuery, 'keys'>,
  ): AsyncIterable<LogLine>;
  /** Why what runs in a namespace of one cannot be seen now, and since when (ISO 8601); undefined while it can. */
  problem(name: string, namespace: string): UnseenProblem | undefined;
  /** Settings for decisions, with what the driver can do. */
  settings(name: string): Promise<ClusterSettings>;
  /** What one can do, as it said last: who asks waits for no cluster that said it before. */
  capabilities(name: string): Promise<ClusterCapabilities>;
  /** Runtimes the driver brings along; none on a cluster that has them as resources. */
  builtInRuntimes(name: string): Promise<readonly ServingRuntime[]>;
  views(): Promise<readonly ClusterView[]>;
  /** One of them with what it has, also while it cannot be used. */
  detail(name: string): Promise<ClusterDetail>;
}

/** One entry of `modelServing.clusters`. */
export interface ClusterOptions {
  readonly name: string;
  /** Driver type, as a driver module registered it. */
  readonly driver: string;
  readonly title: string;
  readonly isDefault: boolean;
  /** Where it stands in the configuration, for messages. */
  readonly path: string;
}
