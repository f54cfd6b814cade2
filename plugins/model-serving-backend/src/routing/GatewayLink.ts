import { isDeepStrictEqual } from 'node:util';
import type {
  GatewayEvent,
  GatewaySnapshot,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ClusterDriver } from '@greenroom/backstage-plugin-model-serving-node';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { Backoff, backoffDelay, Clock, sleep } from '../time';
import type { CounterStore } from '../store/types';
import { changedRoutes } from './changedRoutes';
import { GatewayStream } from './GatewayStream';
import { COALESCE_MS, nextSnapshotAt } from './nextSnapshotAt';
import { GatewayKnowledge, SnapshotContent } from './types';

/** How often it is asked which gateways there are. */
const DISCOVERY_MS = 5_000;
/** After a failure to find gateways or to count a version. */
const RETRY: Backoff = { baseMs: 200, maxMs: 5_000 };

/** The connection of the control plane to the gateways of one cluster. */
export interface GatewayLinkOptions {
  readonly cluster: string;
  readonly driver: Pick<ClusterDriver, 'gateways'>;
  readonly counters: CounterStore;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: LoggerService;
  /** What the gateways should serve by now. */
  readonly compile: () => SnapshotContent;
  /** Whether this process may still push. */
  readonly mayAct: () => boolean;
  /** Routes that the gateways now answer differently, or whose state became unknown or known again. */
  readonly onLive: (routeIds: ReadonlySet<string>) => void;
  readonly onEvent: (gateway: string, event: GatewayEvent) => void;
}

/**
 * Gives the gateways of a cluster their snapshots and knows what each of them serves by.
 *
 * Nothing is pushed before {@link GatewayLink.open}: a snapshot made before every service is known would take routes
 * away. A new version is counted only when the compiled content changed.
 */
export class GatewayLink {
  readonly #options: GatewayLinkOptions;
  readonly #stop = new AbortController();
  readonly #streams = new Map<string, GatewayStream>();
  readonly #waiters = new Set<() => void>();
  #wake: () => void = () => {};
  #running: Promise<unknown> = Promise.resolve();
  #open = false;
  #scheduled = false;
  /** When changes are looked at again, ms since epoch. */
  #notBefore = 0;
  #flushing: Promise<void> = Promise.resolve();
  #current: GatewaySnapshot | undefined;
  #known: readonly SnapshotContent[] | undefined;
  #behind = 0;
  #discoveryProblem: { message: string; since: string } | undefined;

  constructor(options: GatewayLinkOptions) {
    this.#options = options;
  }

  /** Looks for gateways and connects to them. */
  start(): void {
    this.#running = this.#discover(this.#stop.signal);
  }

  /** From now on snapshots are compiled and pushed. */
  open(): void {
    this.#open = true;
    this.markDirty();
  }

  /** Something changed that the snapshot is made of. */
  markDirty(): void {
    if (!this.#open || this.#scheduled || this.#stop.signal.aborted) return;
    this.#scheduled = true;
    const { clock } = this.#options;
    const delayMs = Math.max(0, this.#notBefore - clock.now());
    // Nor longer, should the clock be set back.
    clock.schedule(Math.min(2 * COALESCE_MS, delayMs), () => {
      this.#scheduled = false;
      this.#flushing = this.#flushing.then(() => this.#flush());
    });
  }

  /** Disconnects. The gateways go on with what they have. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#wakeWaiters();
    await this.#running;
    await this.#flushing;
    await Promise.all([...this.#streams.values()].map(stream => stream.stop()));
  }

  /** Version that all gateways confirmed; 0 before the first. */
  get liveVersion(): number {
    const versions = [...this.#streams.values()].map(
      stream => stream.confirmed?.version ?? 0,
    );
    return versions.length > 0 ? Math.min(...versions) : 0;
  }

  /** Resolves once all gateways have `version` or a later one; rejects when the signal aborts or the link stops. */
  async waitForLive(version: number, signal: AbortSignal): Promise<void> {
    while (this.liveVersion < version) {
      if (signal.aborted || this.#stop.signal.aborted) {
        throw new Error(
          `gave up waiting for snapshot ${version} of cluster '${
            this.#options.cluster
          }'`,
        );
      }
      await new Promise<void>(resolve => {
        const done = () => {
          this.#waiters.delete(done);
          signal.removeEventListener('abort', done);
          resolve();
        };
        this.#waiters.add(done);
        signal.addEventListener('abort', done);
      });
    }
  }

  /** What is known of the gateways now. */
  knowledge(): GatewayKnowledge {
    const streams = [...this.#streams.values()];
    const problem =
      streams.length === 0
        ? this.#discoveryProblem
        : streams.find(stream => stream.problem)?.problem;
    const confirmed: SnapshotContent[] = [];
    for (const stream of streams) {
      if (stream.confirmed) confirmed.push(stream.confirmed);
    }
    const complete = streams.length > 0 && confirmed.length === streams.length;
    const pending = new Set<SnapshotContent>();
    for (const snapshot of [
      this.#current,
      ...streams.map(stream => stream.offered),
    ]) {
      if (snapshot && streams.some(stream => stream.confirmed !== snapshot)) {
        pending.add(snapshot);
      }
    }
    return {
      ...(complete ? { confirmed } : {}),
      pending: [...pending],
      ...(problem ? { problem } : {}),
    };
  }

  async #discover(signal: AbortSignal): Promise<void> {
    const { driver, cluster, logger, clock, random } = this.#options;
    let failures = 0;
    while (!signal.aborted) {
      try {
        await this.#connect(await driver.gateways());
        failures = 0;
        this.#discoveryProblem = undefined;
      } catch (error) {
        failures += 1;
        const message = error instanceof Error ? error.message : String(error);
        if (failures === 1) {
          logger.warn(`Cluster '${cluster}' has no gateway: ${message}`);
        }
        this.#discoveryProblem = {
          message,
          since:
            this.#discoveryProblem?.since ??
            new Date(clock.now()).toISOString(),
        };
      }
      const pause =
        failures > 0 ? backoffDelay(RETRY, failures, random()) : DISCOVERY_MS;
      await this.#sleepUnlessWoken(pause, signal);
    }
  }

  /** A broken stream asks for gateways early: the gateway may have been replaced by another. */
  async #sleepUnlessWoken(ms: number, signal: AbortSignal): Promise<void> {
    const nap = new AbortController();
    const end = () => nap.abort();
    this.#wake = end;
    signal.addEventListener('abort', end);
    await sleep(this.#options.clock, ms, nap.signal);
    signal.removeEventListener('abort', end);
  }

  async #connect(
    addresses: Awaited<ReturnType<ClusterDriver['gateways']>>,
  ): Promise<void> {
    if (this.#stop.signal.aborted) return;
    const { clock, random, logger, onEvent } = this.#options;
    const ids = new Set(addresses.map(address => address.id));
    for (const [id, stream] of this.#streams) {
      if (ids.has(id)) continue;
      this.#streams.delete(id);
      await stream.stop();
      this.#changed();
    }
    for (const address of addresses) {
      if (this.#streams.has(address.id)) continue;
      const stream = new GatewayStream({
        address,
        clock,
        random,
        logger,
        onEvent,
        wanted: () => (this.#options.mayAct() ? this.#current : undefined),
        onAhead: version => {
          this.#behind = Math.max(this.#behind, version);
          this.markDirty();
        },
        onConfirmed: () => {
          if (stream.problem) this.#wake();
          this.#changed();
        },
      });
      this.#streams.set(address.id, stream);
      stream.start();
    }
  }

  /** Tells who waits and who is affected that the gateways' state is another. */
  #changed(): void {
    this.#wakeWaiters();
    const { confirmed } = this.knowledge();
    const affected = new Set<string>();
    const pairs = Math.max(this.#known?.length ?? 0, confirmed?.length ?? 0);
    const empty: SnapshotContent = { routes: [], revisions: {} };
    for (let i = 0; i < pairs; i++) {
      const before = this.#known?.[i];
      const after = confirmed?.[i];
      if (before === after) continue;
      for (const id of changedRoutes(before, after ?? empty)) affected.add(id);
    }
    this.#known = confirmed;
    if (affected.size > 0) this.#options.onLive(affected);
  }

  #wakeWaiters(): void {
    for (const wake of [...this.#waiters]) wake();
  }

  async #flush(): Promise<void> {
    const { cluster, counters, clock, logger, compile, mayAct } = this.#options;
    if (this.#stop.signal.aborted || !mayAct()) return;
    try {
      const begun = clock.now();
      const content = compile();
      const isNews = !this.#isCurrent(content);
      this.#notBefore = nextSnapshotAt({ begun, ended: clock.now(), isNews });
      if (isNews) {
        const epoch = await counters.epoch();
        let version = await counters.next(`snapshot/${cluster}`);
        // A database restored from a copy counts from behind what the gateway has.
        while (version <= this.#behind && mayAct()) {
          version = await counters.next(`snapshot/${cluster}`);
        }
        this.#current = { version, epoch, ...content };
      }
      for (const stream of this.#streams.values()) stream.sync();
    } catch (error) {
      logger.warn(
        `No new snapshot for cluster '${cluster}' yet; its gateways go on with the one before`,
        error as Error,
      );
      clock.schedule(RETRY.baseMs, () => this.markDirty());
    }
  }

  #isCurrent(content: SnapshotContent): boolean {
    if (!this.#current || this.#current.version <= this.#behind) return false;
    const { version, epoch, ...current } = this.#current;
    return isDeepStrictEqual(current, content);
  }
}
