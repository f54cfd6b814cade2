import type {
  EventView,
  HistoryView,
  KubernetesObject,
  ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Knex } from 'knex';
import type { RevisionSpec } from '@greenroom/backstage-plugin-model-serving-node';
import type { AnyScaleRecord } from '../autoscale';
import type { SplitObservation, SplitWrites } from '../rollout';
import type { HistoryEntry } from './insertHistory';
import type { ResourceStore } from './resourceTypes';
import type { PartKind } from './samples/partKey';
import type { TokenStore } from './tokenTypes';

export * from './resourceTypes';
export * from './tokenTypes';

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
  /** The canary of the spec that it was made as: the stable predictor of that generation is another one. */
  readonly canary?: string;
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

/** What a step of {@link SecretStore.reencrypt} did. */
export interface ReencryptedSecrets {
  readonly count: number;
  /** Resources whose secrets do not open with their key: tampered with, or the key's value changed. */
  readonly failed: readonly string[];
  /** Where to go on; absent: that was all. */
  readonly after?: string;
}

/**
 * Secret values of connections, encrypted at rest (AES-256-GCM); the key's id is kept with each row. The first configured
 * key encrypts, all decrypt.
 */
export interface SecretStore {
  /** Ids of the configured keys, the one that encrypts first. */
  readonly keyIds: readonly [string, ...string[]];
  /** @param tx - to write within a transaction */
  put(
    uid: string,
    values: Readonly<Record<string, string>>,
    tx?: Knex,
  ): Promise<void>;
  get(uid: string): Promise<Readonly<Record<string, string>>>;
  /** Number of rows by the id of their key. */
  countByKey(): Promise<ReadonlyMap<string, number>>;
  /**
   * Encrypts some rows of other keys with the first one. Safe beside writers, and on several backends at once.
   * @param after - of the step before
   */
  reencrypt(
    limit: number,
    after: string | undefined,
  ): Promise<ReencryptedSecrets>;
}

/** Something that happened to a resource. */
export interface NewEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly object?: string;
}

/** Events of a resource; equal (type, reason, message, object) ones are counted, at most 200 are kept per resource. */
export interface EventStore {
  /** All of them in one write, in the order in which they happened. */
  record(uid: string, ...events: readonly NewEvent[]): Promise<void>;
  /** Newest first. */
  list(uid: string, limit: number): Promise<readonly EventView[]>;
}

/** One write with the object that it left behind. */
export interface StoredWrite {
  readonly view: HistoryView;
  /** Absent if it is not kept (any more). */
  readonly object?: KubernetesObject;
}

/**
 * What people did to a resource of any kind. Rows outlive the resource; its objects do not, and only those of its newest
 * 100 writes are kept.
 */
export interface HistoryStore {
  /** Newest first. @param result - only rows with it */
  list(
    uid: string,
    limit: number,
    result?: HistoryView['result'],
  ): Promise<readonly HistoryView[]>;
  /** One write of a resource. */
  get(uid: string, id: number): Promise<StoredWrite | undefined>;
  /** The accepted write before another one. */
  before(uid: string, id: number): Promise<StoredWrite | undefined>;
  /** By generation, the accepted write that made it. */
  ofGenerations(
    uid: string,
    generations: readonly number[],
  ): Promise<ReadonlyMap<number, HistoryView>>;
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
  /** @param tx - within this transaction */
  complete(
    key: string,
    caller: string,
    ref: ResourceRef,
    tx?: Knex,
  ): Promise<void>;
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

/** Metric history: 10 s samples for an hour and a little more, 5 min samples for 30 days. */
export interface SampleStore {
  append(samples: readonly Sample[]): Promise<void>;
  /** In time order. The resolution follows from `from`: an hour before a moment that is at most 5 minutes ago comes back fine. */
  query(uid: string, from: number, to: number): Promise<readonly Sample[]>;
  /** The same by part of the deployment, by name: those with samples kept under {@link partKey}, the busiest 30 of a kind. */
  queryParts(
    uid: string,
    kind: PartKind,
    from: number,
    to: number,
  ): Promise<ReadonlyMap<string, readonly Sample[]>>;
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

/** A decision about the replicas of a revision. */
export interface StoredScaleDecision {
  readonly uid: string;
  /** Key of the revision. */
  readonly revision: string;
  readonly record: AnyScaleRecord;
}

/** Decisions about replicas with all that they were made from. */
export interface ScaleDecisionStore {
  append(decisions: readonly StoredScaleDecision[]): Promise<void>;
  /** Oldest first: the newest of those since `from` (ms since epoch), at most `limit`. */
  list(
    uid: string,
    revision: string,
    range: { readonly from: number; readonly limit: number },
  ): Promise<readonly AnyScaleRecord[]>;
  /** The newest of each revision, of those since `from` (ms since epoch). */
  newest(from: number): Promise<readonly StoredScaleDecision[]>;
  /** Drops what is older, ms since epoch. */
  forget(before: number): Promise<void>;
}

/** What the sides of splits answered: one row per deployment that has some, which goes with it. */
export interface SplitStore {
  get(uid: string): Promise<SplitObservation | undefined>;
  /** All of them, by uid of the deployment. */
  list(): Promise<ReadonlyMap<string, SplitObservation>>;
  /** What is of a deployment that is not there (any more) is left out. */
  write(writes: SplitWrites): Promise<void>;
}

/** Values of a connection that were given to a project of a managed cluster, where they outlive what they were given for. */
export interface GivenConnection {
  /** As the project has it. */
  readonly ref: ResourceRef;
  /** Another one whenever it is given. */
  readonly mark: string;
}

/** What was given to projects of managed clusters and has not been taken back. Names only. */
export interface GivenConnectionStore {
  /** It is about to be given, for the first time or once more. */
  add(ref: ResourceRef): Promise<void>;
  list(cluster: string): Promise<readonly GivenConnection[]>;
  /** It was taken back; nothing happens if it has been given anew since it was listed. */
  remove(given: GivenConnection): Promise<void>;
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

/** A lease that was taken: nobody else holds it under this number, before or after. */
export interface HeldLease {
  readonly name: string;
  /** As {@link LeaseStore.acquire} returned it. */
  readonly fencing: number;
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
  readonly tokens: TokenStore;
  readonly events: EventStore;
  readonly history: HistoryStore;
  readonly idempotency: IdempotencyStore;
  readonly samples: SampleStore;
  readonly scaleDecisions: ScaleDecisionStore;
  readonly splits: SplitStore;
  readonly given: GivenConnectionStore;
  readonly leases: LeaseStore;
  readonly counters: CounterStore;
}

/** Stores that whoever acts writes through. */
export interface FencedStores extends Stores {
  /**
   * The same stores for the time of a lease: each write of resources, revisions, tokens, events, samples, decisions,
   * splits, given connections and counters commits only while the lease has this number, and fails with `LeaseLostError` afterwards. Reads are free.
   */
  during(lease: HeldLease): Stores;
}

/** Any stored object. */
export type AnyObject = KubernetesObject;
