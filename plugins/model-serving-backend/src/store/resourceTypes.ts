import type {
  ComponentName,
  ConfigurationLine,
  Connection,
  ConnectionUser,
  DeploymentOrderField,
  DeploymentState,
  Endpoint,
  FieldMessage,
  InferenceGraph,
  InferenceServiceStatus,
  ModelMetadata,
  Protocol,
  ReplicaCounts,
  ResourceRef,
  RevisionFacts,
  Rollouts,
  RouteProfile,
  ServingKind,
  ServingObjects,
  ServingRuntime,
  HistoryOrigin,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ActingPerson } from '@greenroom/backstage-plugin-model-serving-node';
import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import type { Knex } from 'knex';

/** Kinds that the store holds. */
export type StoredKind = ServingKind | 'Connection';

/** Object type by kind. */
export interface ObjectOfKind extends ServingObjects {
  Connection: Connection;
}

/**
 * One stored resource.
 *
 * `object.metadata.resourceVersion` moves with every write of spec or metadata, `generation` with spec (and the stop
 * annotation). Status is kept beside it with a version of its own, so that a status write never makes a person's edit
 * stale.
 */
export interface StoredResource<K extends StoredKind = StoredKind> {
  readonly kind: K;
  readonly ref: ResourceRef;
  readonly uid: string;
  /** With `status` as last written. */
  readonly object: ObjectOfKind[K];
  /** Counts status writes. */
  readonly statusVersion: number;
  /** Last observation of a deployment, as the reconciler wrote it. */
  readonly observed?: ObservedDeployment;
  /** Entity reference; from the annotation. */
  readonly owner?: string;
  /** Deletion was accepted; the resource goes when everything that it owns is gone. */
  readonly deletionRequestedAt?: string;
  readonly createdAt: string;
}

/** What the reconciler knows of a deployment and every backend serves from the database. */
export interface ObservedDeployment {
  readonly state: DeploymentState;
  /** What it was when it was last seen; absent while it is seen. */
  readonly lastKnown?: DeploymentState['code'];
  /** ISO 8601; when the state word last changed. */
  readonly stateSince: string;
  /** Generation of the spec this was derived from. */
  readonly generation: number;
  readonly replicas: ReplicaCounts;
  readonly endpoints: readonly Endpoint[];
  /** ISO 8601: since when no look found the route live; absent: the last one did. */
  readonly routeMissingSince?: string;
  readonly runtime?: {
    readonly kind: ServingRuntime['kind'];
    readonly name: string;
    readonly title: string;
    readonly version?: string;
  };
  readonly protocol?: Protocol;
  readonly modelName?: string;
  readonly modelUri?: string;
  readonly modelMetadata?: ModelMetadata;
  readonly revisions: readonly {
    readonly name: string;
    /** Absent in what was kept before services had several: the predictor. */
    readonly component?: ComponentName;
    /** Where the cluster numbers them; of others it is kept elsewhere. */
    readonly number?: number;
    /** Of the component's traffic. */
    readonly percent: number;
    /** It has a canary's share, be it 0 %. */
    readonly isCanary?: boolean;
    /** Which of the canaries that the spec names. */
    readonly canary?: string;
    /** It is what canaries are beside, though they have all traffic. */
    readonly isServing?: boolean;
    /** Without `cpuCores` and `memoryBytes`: those change by the second and are samples. */
    readonly facts?: RevisionFacts;
  }[];
  readonly configuration: readonly ConfigurationLine[];
  readonly warnings: readonly FieldMessage[];
  /** Last time Ready became True. */
  readonly lastDeployedAt?: string;
  /** Whose reading of its labels and annotations counts where people call it; absent: KServe's. */
  readonly routeProfile?: RouteProfile;
  /** What was rolled out of each component; absent in what was kept before there were canaries. */
  readonly rollouts?: Rollouts;
}

/** Who writes, and why: becomes a history row. `actor` is an entity reference or a service's subject. */
export interface WriteContext {
  readonly actor?: string;
  /** `create`, `update`, `scale`, `start`, `stop`, `delete`, `canary`, `promote`, `rollback`, `rotate`, `share`. */
  readonly action: string;
  /** With what it is made, as its author says. */
  readonly how?: HistoryOrigin;
  /** Whose rights count, where a managed cluster is written for people with their own. */
  readonly onBehalfOf?: ActingPerson;
  /** What is written with it: within its transaction, if it changes something. */
  readonly alongside?: (tx: Knex) => Promise<void>;
}

/** Filter of a list of deployments; all given parts must match. */
export interface DeploymentFilter {
  readonly search?: string;
  readonly states?: readonly string[];
  /** `''` matches what has no owner. */
  readonly owners?: readonly string[];
  readonly clusters?: readonly string[];
  readonly namespaces?: readonly string[];
  readonly runtimes?: readonly string[];
  readonly formats?: readonly string[];
  /** What the caller may see; evaluated in SQL. */
  readonly criteria?: PermissionCriteria<ResourceCriterion>;
}

/** Filter of a list of KServe's resources; all given parts must match. */
export interface ResourceFilter {
  readonly search?: string;
  readonly clusters?: readonly string[];
  /** `''` matches what belongs to no namespace. */
  readonly namespaces?: readonly string[];
  readonly name?: string;
  /** What of which kinds the caller may see; evaluated in SQL. A kind that no part names is not listed. */
  readonly visible: readonly {
    readonly kinds: readonly ServingKind[];
    readonly criteria?: PermissionCriteria<ResourceCriterion>;
  }[];
}

/** One of several writes that happen together. */
export type ResourceWrite<K extends StoredKind = StoredKind> =
  | {
      readonly what: 'create';
      readonly kind: K;
      readonly object: ObjectOfKind[K];
      readonly context: WriteContext;
    }
  | {
      readonly what: 'replace';
      readonly kind: K;
      readonly ref: ResourceRef;
      /** As read. */
      readonly expectedResourceVersion: string;
      readonly object: ObjectOfKind[K];
      readonly context: WriteContext;
    }
  /** At once, without the state of being deleted: for what nothing runs of. */
  | {
      readonly what: 'delete';
      readonly kind: K;
      readonly ref: ResourceRef;
      readonly context: WriteContext;
    };

/** How many deployments are on a runtime. */
export interface RuntimeUseCount {
  /** `<kind>/<namespace or ''>/<name>` of the runtime they run on; empty: none was chosen yet. */
  readonly key: string;
  /** Runtime that they name, where none was chosen yet, and their namespace. */
  readonly named: string;
  readonly namespace: string;
  /** Of the runtime as they run it; empty: it has none. */
  readonly version: string;
  readonly count: number;
}

/** One condition of a permission rule as the store evaluates it. */
export interface ResourceCriterion {
  readonly key: 'owner' | 'namespace' | 'cluster';
  readonly values: readonly string[];
}

/** Order and position in a list. */
export interface PageRequest<F extends string> {
  /** 1…200 */
  readonly limit: number;
  /** Opaque. */
  readonly cursor?: string;
  readonly orderBy?: { readonly field: F; readonly order: 'asc' | 'desc' };
}

/** One page; `nextCursor` absent on the last. */
export interface StorePage<T> {
  readonly items: readonly T[];
  readonly totalItems: number;
  readonly nextCursor?: string;
}

/** Counts over everything that the criteria let the caller see. */
export interface DeploymentCounters {
  readonly all: number;
  readonly ready: number;
  readonly failed: number;
  readonly stopped: number;
  readonly unowned: number;
}

/**
 * Resources with optimistic concurrency.
 *
 * Guarantees: a write is one transaction; a write that names an old `resourceVersion` fails with `ConflictError` and
 * changes nothing; names are unique per cluster, kind and namespace while the resource exists; `generation` moves only
 * when spec or the stop annotation changed; a write without any change is none (same resourceVersion).
 */
export interface ResourceStore {
  /**
   * @throws ConflictError if the name is taken; it names the resource.
   */
  create<K extends StoredKind>(
    kind: K,
    cluster: string,
    object: ObjectOfKind[K],
    context: WriteContext,
  ): Promise<StoredResource<K>>;
  get<K extends StoredKind>(
    kind: K,
    ref: ResourceRef,
  ): Promise<StoredResource<K> | undefined>;
  getByUid(uid: string): Promise<StoredResource | undefined>;
  /**
   * Replaces metadata (labels, annotations) and spec.
   * @param expectedResourceVersion - as read
   * @throws ConflictError if it changed since; NotFoundError if it is gone.
   */
  update<K extends StoredKind>(
    kind: K,
    ref: ResourceRef,
    expectedResourceVersion: string,
    object: ObjectOfKind[K],
    context: WriteContext,
  ): Promise<StoredResource<K>>;
  /** Writes status and observation; a no-op if both are semantically unchanged. Returns whether it wrote. */
  updateObserved(
    uid: string,
    status:
      | InferenceServiceStatus
      | InferenceGraph['status']
      | Connection['status']
      | undefined,
    observed: ObservedDeployment | undefined,
  ): Promise<boolean>;
  /** Marks as being deleted; a repeat changes nothing. */
  requestDeletion(
    kind: StoredKind,
    ref: ResourceRef,
    context: WriteContext,
  ): Promise<StoredResource | undefined>;
  /**
   * Makes what is kept of an object of a managed cluster what it is there. Not intent: the cluster is asked for that.
   * Of another uid it is another one, and the old one is removed. Metadata or spec that differ are a write of `context`, or
   * one that was seen on the cluster; what `context` wrote and was seen before is given to it.
   * @param object - with uid, resourceVersion, generation, creationTimestamp and status as the cluster has them
   * @param options - `isCertain`: also what is older than what is kept
   */
  mirror<K extends StoredKind>(
    kind: K,
    cluster: string,
    object: ObjectOfKind[K],
    options?: {
      readonly context?: WriteContext;
      readonly isCertain?: boolean;
    },
  ): Promise<{
    readonly stored: StoredResource<K>;
    /** What is kept is newer, and stayed. */
    readonly isOlder: boolean;
  }>;
  /** What is mirrored of a cluster. */
  listMirrored(cluster: string): Promise<
    readonly {
      readonly kind: StoredKind;
      readonly ref: ResourceRef;
      readonly uid: string;
    }[]
  >;
  /** Removes the row and what hangs on it (revisions, secrets, events, samples). History stays. */
  remove(uid: string): Promise<void>;
  /** References of all resources of a kind, in pages, for a resync. */
  listRefs(
    kind: StoredKind,
    after: string | undefined,
    limit: number,
  ): Promise<{
    readonly refs: readonly ResourceRef[];
    readonly after?: string;
  }>;
  listDeployments(
    filter: DeploymentFilter,
    page: PageRequest<DeploymentOrderField>,
  ): Promise<StorePage<StoredResource<'InferenceService'>>>;
  countDeployments(
    criteria?: PermissionCriteria<ResourceCriterion>,
  ): Promise<DeploymentCounters>;
  listConnections(
    filter: {
      readonly search?: string;
      readonly types?: readonly string[];
      readonly clusters?: readonly string[];
      readonly namespaces?: readonly string[];
      /** Only what deployments of this namespace and owner reach, shared ones too. */
      readonly usableBy?: ConnectionUser;
      /** What the caller may see, of their own or shared; evaluated in SQL. */
      readonly criteria?: PermissionCriteria<ResourceCriterion>;
    },
    page: PageRequest<'name'>,
  ): Promise<StorePage<StoredResource<'Connection'>>>;
  /** All stored runtimes of a cluster: of the namespace, and cluster-wide ones. */
  listRuntimes(
    cluster: string,
    namespace?: string,
  ): Promise<
    readonly StoredResource<'ServingRuntime' | 'ClusterServingRuntime'>[]
  >;
  /** Deployments of all namespaces whose spec names the connection. */
  deploymentsUsingConnection(ref: ResourceRef): Promise<readonly ResourceRef[]>;
  /** The same with all that is known of them. @param criteria - only what matches */
  connectionUsers(
    ref: ResourceRef,
    criteria?: PermissionCriteria<ResourceCriterion>,
  ): Promise<readonly StoredResource<'InferenceService'>[]>;
  /** How many deployments are on each runtime, by version. */
  countRuntimeUse(cluster: string): Promise<readonly RuntimeUseCount[]>;
  /** Deployments that run on a runtime or name it, by title. */
  listRuntimeUsers(
    runtime: {
      readonly cluster: string;
      readonly kind: ServingRuntime['kind'];
      readonly namespace: string;
      readonly name: string;
    },
    page: PageRequest<'name'>,
    criteria?: PermissionCriteria<ResourceCriterion>,
  ): Promise<StorePage<StoredResource<'InferenceService'>>>;
  /** Resources of KServe's kinds, by kind and title, without what only switches a built-in runtime. */
  listResources(
    filter: ResourceFilter,
    page: PageRequest<'name'>,
  ): Promise<StorePage<StoredResource<ServingKind>>>;
  /**
   * All of a kind on a cluster whose JSON holds a text as a whole value, by name: a first sieve for who refers to what.
   */
  mentioning<K extends ServingKind>(
    kind: K,
    cluster: string,
    text: string,
  ): Promise<readonly StoredResource<K>[]>;
  /**
   * Several writes in one transaction, in their order: all happen, or none.
   * @returns the resources after the writes, in their order; of a deletion, what was there
   * @throws ConflictError, NotFoundError as of the single writes, about the first that cannot be made
   */
  writeAll(
    cluster: string,
    writes: readonly ResourceWrite[],
  ): Promise<readonly StoredResource[]>;
  /**
   * Calls back after each committed write of this process: a hint to look, nothing more. Returns the way to stop.
   */
  subscribe(listener: (change: StoreChange) => void): () => void;
}

/** A committed write. */
export interface StoreChange {
  readonly kind: StoredKind;
  readonly ref: ResourceRef;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly what: 'spec' | 'observed' | 'deleting' | 'removed';
}
