import type {
  ConfigurationLine,
  Connection,
  DeploymentOrderField,
  DeploymentState,
  Endpoint,
  EventView,
  FieldMessage,
  HistoryView,
  InferenceService,
  InferenceServiceStatus,
  KubernetesObject,
  ModelMetadata,
  Protocol,
  ReplicaCounts,
  ResourceRef,
  RevisionFacts,
  ServingRuntime,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { RevisionSpec } from '@greenroom/backstage-plugin-model-serving-node';
import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import type { HistoryEntry } from './insertHistory';

/** Kinds that the store holds. */
export type StoredKind =
  | 'InferenceService'
  | 'Connection'
  | 'ServingRuntime'
  | 'ClusterServingRuntime';

/** Object type by kind. */
export interface ObjectOfKind {
  InferenceService: InferenceService;
  Connection: Connection;
  ServingRuntime: ServingRuntime;
  ClusterServingRuntime: ServingRuntime;
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
  /** ISO 8601; when the state word last changed. */
  readonly stateSince: string;
  /** Generation of the spec this was derived from. */
  readonly generation: number;
  readonly replicas: ReplicaCounts;
  readonly endpoints: readonly Endpoint[];
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
    readonly percent: number;
    /** Without `cpuCores` and `memoryBytes`: those change by the second and are samples. */
    readonly facts?: RevisionFacts;
  }[];
  readonly configuration: readonly ConfigurationLine[];
  readonly warnings: readonly FieldMessage[];
  /** Last time Ready became True. */
  readonly lastDeployedAt?: string;
}

/** Who writes, and why: becomes a history row. `actor` is an entity reference or a service's subject. */
export interface WriteContext {
  readonly actor?: string;
  /** `create`, `update`, `scale`, `start`, `stop`, `delete`, `rotate`. */
  readonly action: string;
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
    status: InferenceServiceStatus | Connection['status'] | undefined,
    observed: ObservedDeployment | undefined,
  ): Promise<boolean>;
  /** Marks as being deleted; a repeat changes nothing. */
  requestDeletion(
    kind: StoredKind,
    ref: ResourceRef,
    context: WriteContext,
  ): Promise<StoredResource | undefined>;
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
  /** Deployments whose spec names the connection. */
  deploymentsUsingConnection(ref: ResourceRef): Promise<readonly ResourceRef[]>;
  /** How many deployments run on each runtime: key `<kind>/<namespace or ''>/<name>`. */
  countRuntimeUse(cluster: string): Promise<ReadonlyMap<string, number>>;
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

/** A kept revision. */
export interface StoredRevision {
  readonly serviceUid: string;
  readonly component: string;
  readonly number: number;
  readonly spec: RevisionSpec;
  /** Fingerprint of what makes a new revision necessary; equal fingerprints are the same revision. */
  readonly fingerprint: string;
  /** Generation of the service's spec that made it. */
  readonly generation: number;
  readonly runtime?: { readonly kind: string; readonly name: string };
  readonly createdAt: string;
  readonly createdBy?: string;
}

/** Revisions: immutable once added. */
export interface RevisionStore {
  /** Adds the next number. @throws ConflictError if the number exists. */
  add(revision: StoredRevision): Promise<void>;
  /** Oldest first. */
  list(serviceUid: string): Promise<readonly StoredRevision[]>;
  remove(serviceUid: string, component: string, number: number): Promise<void>;
}

/** Secret values of connections, encrypted at rest (AES-256-GCM); the key's id is kept with each row. */
export interface SecretStore {
  put(uid: string, values: Readonly<Record<string, string>>): Promise<void>;
  get(uid: string): Promise<Readonly<Record<string, string>>>;
}

/** Events of a resource; equal (type, reason, message, object) ones are counted, at most 200 are kept per resource. */
export interface EventStore {
  record(
    uid: string,
    event: {
      readonly type: 'Normal' | 'Warning';
      readonly reason: string;
      readonly message: string;
      readonly object?: string;
    },
  ): Promise<void>;
  /** Newest first. */
  list(uid: string, limit: number): Promise<readonly EventView[]>;
}

/** What people did to a resource. Rows outlive the resource. */
export interface HistoryStore {
  /** Newest first. @param result - only rows with it */
  list(
    uid: string,
    limit: number,
    result?: HistoryView['result'],
  ): Promise<readonly HistoryView[]>;
  /** Accepted writes are recorded with themselves. The newest 100 refused ones of a resource are kept. */
  addRefused(entry: Omit<HistoryEntry, 'at'>): Promise<void>;
}

/** Results of requests by idempotency key, kept for a day. */
export interface IdempotencyStore {
  /**
   * Claims the key for this caller, or returns the reference that the first request made.
   * `pending`: another request with this key is under way.
   */
  claim(
    key: string,
    caller: string,
  ): Promise<
    | { readonly kind: 'claimed' }
    | { readonly kind: 'pending' }
    | { readonly kind: 'done'; readonly ref: ResourceRef }
  >;
  complete(key: string, caller: string, ref: ResourceRef): Promise<void>;
  /** The request failed: the key may be used again. */
  release(key: string, caller: string): Promise<void>;
}

/** One sample of one deployment: sums and counts over `seconds` that end at `at`. */
export interface Sample {
  readonly uid: string;
  /** ms since epoch */
  readonly at: number;
  readonly seconds: number;
  readonly ok: number;
  readonly client: number;
  readonly server: number;
  readonly latencySumMs: number;
  /** Sparse histogram: bucket index → count (`latencyBucketsMs`). */
  readonly latency: Readonly<Record<number, number>>;
  readonly inflight: number;
  readonly desired: number;
  readonly ready: number;
  readonly cpuCores?: number;
  readonly memoryBytes?: number;
}

/** Metric history: 10 s samples for an hour, 5 min samples for 30 days. */
export interface SampleStore {
  append(samples: readonly Sample[]): Promise<void>;
  /** In time order. The resolution follows from `from`. */
  query(uid: string, from: number, to: number): Promise<readonly Sample[]>;
  /** Requests per second and share of server errors since `from` for each uid with samples. */
  recentTraffic(
    uids: readonly string[],
    from: number,
  ): Promise<
    ReadonlyMap<
      string,
      { readonly requestsPerSecond: number; readonly errorRatio: number }
    >
  >;
  /** Rolls fine samples up and drops what is too old. */
  compact(now: number): Promise<void>;
}

/** Who may act. Times by the database's clock are not trusted: the caller's clock, with a margin, decides. */
export interface LeaseStore {
  /**
   * Takes or renews the lease.
   * @returns the fencing number while held, undefined while somebody else holds it
   */
  acquire(
    name: string,
    holder: string,
    ttlMs: number,
    now: number,
  ): Promise<number | undefined>;
  release(name: string, holder: string): Promise<void>;
}

/** Monotonic counters, e.g. of snapshot versions, and the store's epoch. */
export interface CounterStore {
  next(name: string): Promise<number>;
  /** Random identity made with the first migration; another one after the database was emptied. */
  epoch(): Promise<string>;
}

/** All stores over one database. */
export interface Stores {
  readonly resources: ResourceStore;
  readonly revisions: RevisionStore;
  readonly secrets: SecretStore;
  readonly events: EventStore;
  readonly history: HistoryStore;
  readonly idempotency: IdempotencyStore;
  readonly samples: SampleStore;
  readonly leases: LeaseStore;
  readonly counters: CounterStore;
}

/** Any stored object. */
export type AnyObject = KubernetesObject;
