import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  servingKinds,
  stringifyResourceRef,
  type ResourceRef,
  type ServingKind,
} from '@greenroom/backstage-plugin-model-serving-common';
import type {
  ManagedClusterDriver,
  ManagedObjectRef,
} from '@greenroom/backstage-plugin-model-serving-node';
import type { RunningCluster } from '../clusters';
import type { SampledService } from '../observe';
import { LeaseLostError } from '../store';
import type { StoredKind, Stores } from '../store/types';
import type { Clock } from '../time';
import { GivenConnections } from './GivenConnections';
import { ManagedDeployments } from './ManagedDeployments';
import { Next, WorkQueue } from './WorkQueue';

/** Options of a {@link ManagedControl}. */
export interface ManagedControlOptions {
  readonly cluster: RunningCluster<ManagedClusterDriver>;
  readonly stores: Pick<Stores, 'resources' | 'given'>;
  readonly deployments: ManagedDeployments;
  /** Whether this process may still act. */
  readonly mayAct: () => boolean;
  /** Aborts with the term. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: LoggerService;
}

/** Objects in work at the same time: nothing but writes to the database, and SQLite has one writer. */
const CONCURRENCY = 4;
const RETRY = { baseMs: 200, maxMs: 60_000 };
/**
 * What another backend has just written is in the database before this one's watch tells of it. After this time the cluster
 * is right: what it does not have is not there, and what it has is how it is.
 */
const DOUBT_MS = 10_000;

/**
 * Keeps what is stored of one managed cluster like the cluster, for the length of a term; what nothing uses there any more
 * of what the portal gave it is taken back.
 *
 * Level-triggered: whatever calls back only names an object; the pass reads it from the driver, which watches, and from the
 * database, and makes the one like the other. What the cluster does not tell now (`problem`) is left as it is, and marked.
 */
export class ManagedControl {
  readonly #options: ManagedControlOptions;
  readonly #queue: WorkQueue;
  readonly #given: GivenConnections;
  readonly #doubts = new Map<string, number>();
  /** By key, the uid of what the cluster told of in this term. */
  readonly #told = new Map<string, string>();
  readonly #unobserve: (() => void)[] = [];
  #started = false;
  #isStopped = false;

  constructor(options: ManagedControlOptions) {
    this.#options = options;
    this.#given = new GivenConnections(options);
    this.#queue = new WorkQueue({
      concurrency: CONCURRENCY,
      backoff: RETRY,
      clock: options.clock,
      random: options.random,
      process: (key, signal) => this.#pass(key, signal),
      onError: (key, error, attempt) => {
        if (error instanceof LeaseLostError) return;
        options.logger.warn(
          `${key} of '${options.cluster.name}' could not be read back (try ${attempt}); it is tried again`,
          error as Error,
        );
      },
    });
  }

  /** Begins; what is stored of a cluster whose driver does not run is marked as not observed. */
  async start(): Promise<void> {
    this.#queue.start();
    this.#given.start();
    await this.resync();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const unobserve of this.#unobserve.splice(0)) unobserve();
    await this.#queue.stop();
    await this.#given.stop();
  }

  /** Objects that wait for their turn. */
  get depth(): number {
    return this.#queue.depth;
  }

  /** Everything is looked at: what the cluster has, and what is stored of it. */
  async resync(): Promise<void> {
    const { cluster, stores } = this.#options;
    this.#observe();
    for (const kind of cluster.driver.kinds) {
      for (const { metadata } of cluster.driver.objects(kind)) {
        this.#queue.add(keyOf({ ...metadata, kind }));
      }
    }
    for (const { kind, ref } of await stores.resources.listMirrored(
      cluster.name,
    )) {
      this.#queue.add(keyOf({ ...ref, kind }));
    }
    await this.#given.resync();
  }

  /** A deployment wants a pass. */
  add({ namespace, name }: ResourceRef): void {
    this.#queue.add(keyOf({ kind: 'InferenceService', namespace, name }));
  }

  /** What runs of the deployments, for samples. */
  *services(): Generator<SampledService> {
    const { driver } = this.#options.cluster;
    for (const { metadata } of driver.objects('InferenceService')) {
      const { uid, name, namespace = '' } = metadata;
      if (uid === undefined) continue;
      yield {
        uid,
        routeId: `${namespace}/${name}`,
        revisions: driver.facts({ namespace, name }),
      };
    }
  }

  /** Once the driver runs: before, there is nothing to observe. */
  #observe(): void {
    const { cluster } = this.#options;
    // A look may still be under way when the term ends; nobody would end what it begins.
    if (this.#started || this.#isStopped || !cluster.isRunning) return;
    this.#started = true;
    this.#unobserve.push(
      cluster.driver.observe(ref => this.#queue.add(keyOf(ref))),
      cluster.observeProblems(() => void this.#lookAtAll()),
    );
  }

  /** What is not seen any more, or seen again, people are told at once. */
  async #lookAtAll(): Promise<void> {
    try {
      await this.resync();
    } catch (error) {
      this.#options.logger.warn(
        'Resources are looked at with the next resync',
        error as Error,
      );
    }
  }

  async #pass(key: string, queue: AbortSignal): Promise<Next> {
    const { cluster, stores, deployments, signal } = this.#options;
    const { kind, ref } = refOf(key, cluster.name);
    const isCut = () => queue.aborted || signal.aborted;
    this.#demandLease(isCut);
    const problem = cluster.problemIn(ref.namespace);
    if (problem) {
      const stored = await stores.resources.get(kind, ref);
      return stored && kind === 'InferenceService'
        ? deployments.observeUnreachable(ref, problem)
        : {};
    }
    const { namespace, name } = ref;
    const object = cluster.driver.object({
      kind,
      ...(namespace && { namespace }),
      name,
    });
    if (!object) return this.#vanished(key, kind, ref, isCut);
    this.#told.set(key, object.metadata.uid ?? '');
    const { isOlder } = await stores.resources.mirror(
      kind,
      cluster.name,
      object,
      { isCertain: this.#isSettled(key) },
    );
    if (isOlder) return this.#doubt(key);
    this.#doubts.delete(key);
    if (kind !== 'InferenceService') return {};
    return deployments.observe(ref, object.metadata.uid);
  }

  async #vanished(
    key: string,
    kind: ServingKind,
    ref: ResourceRef,
    isCut: () => boolean,
  ): Promise<Next> {
    const { stores, deployments } = this.#options;
    const stored = await stores.resources.get(kind, ref);
    if (!stored) {
      this.#told.delete(key);
      this.#doubts.delete(key);
      return {};
    }
    const wasTold = this.#told.get(key) === stored.uid;
    const isGone = wasTold || stored.deletionRequestedAt !== undefined;
    if (!isGone && !this.#isSettled(key)) return this.#doubt(key);
    this.#demandLease(isCut);
    await stores.resources.remove(stored.uid);
    deployments.forget(stored.uid);
    this.#told.delete(key);
    this.#doubts.delete(key);
    return {};
  }

  /** What is stored and what the watch tells do not agree, and which is newer is not known. */
  #doubt(key: string): Next {
    const now = this.#options.clock.now();
    const since = this.#doubts.get(key) ?? now;
    this.#doubts.set(key, since);
    return { afterMs: Math.max(1, since + DOUBT_MS - now) };
  }

  #isSettled(key: string): boolean {
    const since = this.#doubts.get(key);
    return since !== undefined && this.#options.clock.now() - since >= DOUBT_MS;
  }

  #demandLease(isCut: () => boolean): void {
    if (isCut() || !this.#options.mayAct()) throw new LeaseLostError();
  }
}

/** `<kind> <namespace>/<name>` */
function keyOf({
  kind,
  namespace = '',
  name,
}: Omit<ManagedObjectRef, 'kind'> & { readonly kind: StoredKind }): string {
  return `${kind} ${namespace}/${name}`;
}

function refOf(
  key: string,
  cluster: string,
): { readonly kind: ServingKind; readonly ref: ResourceRef } {
  const [kind, path] = key.split(' ');
  const [namespace, name] = path.split('/');
  if (!Object.hasOwn(servingKinds, kind)) {
    throw new Error(
      `${kind} ${stringifyResourceRef({
        cluster,
        namespace,
        name,
      })} is no resource of KServe`,
    );
  }
  return { kind: kind as ServingKind, ref: { cluster, namespace, name } };
}
