import type { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError, toError } from '@backstage/errors';
import type {
  ClusterCapabilities,
  ClusterExamination,
} from '@greenroom/backstage-plugin-model-serving-common';
import type {
  ClusterDriverContext,
  ClusterProblem,
  GatewayAddress,
} from '@greenroom/backstage-plugin-model-serving-node';
import { Backoff, backoffDelay, Clock } from '../time';
import { DriverCluster, isManaged, isNative } from './DriverCluster';
import { AnyDriver, ClusterOptions } from './types';

/** Options of a {@link RunningCluster}. */
export interface RunningClusterOptions<D extends AnyDriver = AnyDriver> {
  readonly entry: ClusterOptions;
  readonly driver: D;
  readonly credentials: ClusterDriverContext['credentials'];
  readonly componentKey?: ClusterDriverContext['componentKey'];
  readonly portal?: ClusterDriverContext['portal'];
  readonly giving?: ClusterDriverContext['giving'];
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: LoggerService;
}

const START_AGAIN: Backoff = { baseMs: 1_000, maxMs: 60_000 };
/** Others wait no longer for a cluster that neither starts nor fails. */
const START_PATIENCE_MS = 2_000;
/** Capabilities change seldom, but decisions ask for them in every pass. */
const CAPABILITIES_MS = 5_000;
/** Looking at a cluster takes dozens of calls; who has just given a right looks again soon. */
const EXAMINATION_MS = 10_000;
/** The gateway's address is asked for again after this time. */
const GATEWAY_URL_MS = 5_000;

/** A cluster with its driver: whether it runs, and answers that are asked for often. */
export class RunningCluster<
  D extends AnyDriver = AnyDriver,
> extends DriverCluster<D> {
  readonly #options: Omit<RunningClusterOptions<D>, 'driver'>;
  #state: 'new' | 'running' | 'failed' | 'ended' = 'new';
  #problem = 'it is being started';
  #problemSince: string;
  #firstTry: Promise<void> = Promise.resolve();
  #lastTry: Promise<void> = Promise.resolve();
  #endMode: 'keep' | 'stop' = 'keep';
  #failures = 0;
  #cancelRetry: () => void = () => {};
  readonly #listeners = new Set<() => void>();
  #capabilities:
    | { value: Promise<ClusterCapabilities>; at: number }
    | undefined;
  #examination:
    | { value: Promise<ClusterExamination | undefined>; at: number }
    | undefined;
  #lastCapabilities: { value: ClusterCapabilities; at: number } | undefined;
  #silence: ClusterProblem | undefined;
  #gatewayUrl: string | undefined;
  #gatewayUrlAskedAt = -Infinity;

  constructor(options: RunningClusterOptions<D>) {
    super(options.entry, options.driver);
    this.#options = options;
    this.#problemSince = this.#now();
  }

  /** Starts the driver, again and again until it runs. Resolves after the first try, or when that takes too long. */
  start(): Promise<void> {
    this.#firstTry = new Promise(resolve => {
      const cancel = this.#options.clock.schedule(START_PATIENCE_MS, resolve);
      this.#lastTry = this.#tryStart().then(() => {
        cancel();
        resolve();
      });
    });
    return this.#firstTry;
  }

  /** Ends the driver, if it runs or is about to. */
  async shutdown(mode: 'keep' | 'stop'): Promise<void> {
    const wasRunning = this.#state === 'running';
    this.#state = 'ended';
    this.#endMode = mode;
    this.#cancelRetry();
    if (wasRunning) await this.driver.shutdown(mode);
    await this.#lastTry;
  }

  /** Whether its driver runs. */
  get isRunning(): boolean {
    return this.#state === 'running';
  }

  /** Why it cannot be used, or what is known of it may be out of date, and since when; undefined while it is fine. */
  get problem(): ClusterProblem | undefined {
    return (
      this.#absence() ?? (isManaged(this) ? this.driver.problem() : undefined)
    );
  }

  /** Why what runs in a namespace of it cannot be seen, and since when; undefined while it can. */
  problemIn(namespace: string): ClusterProblem | undefined {
    return this.#absence() ?? this.driver.problem?.(namespace);
  }

  /** Why its driver does not run. */
  #absence(): ClusterProblem | undefined {
    return this.#state === 'running'
      ? undefined
      : { message: this.#problem, since: this.#problemSince };
  }

  /** Calls back when `problemIn` says another thing of a driver that runs. Returns the way to stop. */
  observeProblems(onChange: () => void): () => void {
    return this.driver.observeProblems?.(onChange) ?? (() => {});
  }

  /** Calls back when the driver runs after it failed to. Returns the way to stop. */
  onRunning(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @throws ServiceUnavailableError with the reason, if the driver does not run after its first try or takes too long. */
  async whenStarted(): Promise<void> {
    await this.#firstTry;
    if (this.#state !== 'running') {
      throw new ServiceUnavailableError(
        `the cluster '${this.name}' is not available: ${this.#problem}`,
      );
    }
  }

  /** What the driver can do, as it said last: nobody waits for what was known already. */
  async capabilities(): Promise<ClusterCapabilities> {
    await this.whenStarted();
    const now = this.#options.clock.now();
    const known = this.#capabilities;
    if (known && now - known.at < CAPABILITIES_MS)
      return this.#lastCapabilities?.value ?? known.value;
    const value = this.driver.describe();
    this.#capabilities = { value, at: now };
    value.then(
      capabilities => {
        this.#lastCapabilities = { value: capabilities, at: now };
        this.#silence = undefined;
      },
      error => {
        // The next caller asks again; this one gets the error, unless something is known.
        this.#capabilities = undefined;
        // A question that was asked later has been answered by now
        if (this.#lastCapabilities && this.#lastCapabilities.at > now) return;
        const since = this.#silence?.since ?? this.#now();
        this.#silence = { message: toError(error).message, since };
      },
    );
    return this.#lastCapabilities?.value ?? value;
  }

  /** Why it does not say what it can do, and since when; undefined: it did when it was asked last. */
  get silence(): ClusterProblem | undefined {
    return this.#silence;
  }

  /** What it was found to have some seconds ago, whether its driver runs or not; undefined: it does not tell. */
  examination(): Promise<ClusterExamination | undefined> {
    const now = this.#options.clock.now();
    const known = this.#examination;
    if (known && now - known.at < EXAMINATION_MS) return known.value;
    const value = this.#examine();
    this.#examination = { value, at: now };
    return value;
  }

  async #examine(): Promise<ClusterExamination | undefined> {
    return this.driver.examine?.();
  }

  /** Public address of the gateway as last known; asking never waits for it. */
  gatewayUrl(): string | undefined {
    const now = this.#options.clock.now();
    if (
      this.#state === 'running' &&
      now - this.#gatewayUrlAskedAt >= GATEWAY_URL_MS
    ) {
      this.#gatewayUrlAskedAt = now;
      void this.#askGatewayUrl();
    }
    return this.#gatewayUrl;
  }

  /** The driver's gateways; a managed cluster has its own, which are not ours. */
  async gateways(): Promise<readonly GatewayAddress[]> {
    if (!isNative(this)) return [];
    const gateways = await this.driver.gateways();
    this.#gatewayUrlAskedAt = this.#options.clock.now();
    this.#gatewayUrl = gateways[0]?.publicUrl ?? this.#gatewayUrl;
    return gateways;
  }

  async #askGatewayUrl(): Promise<void> {
    try {
      await this.gateways();
    } catch (error) {
      // The link to the gateways tells people; the last address stays.
      this.#options.logger.debug('No gateway address', error as Error);
    }
  }

  async #tryStart(): Promise<void> {
    const { credentials, componentKey, portal, giving } = this.#options;
    const { clock, random, logger } = this.#options;
    try {
      await this.driver.start({
        cluster: this.name,
        logger,
        credentials,
        componentKey,
        portal,
        giving,
      });
      // It was told to end while it started.
      if (this.#isEnded()) return await this.driver.shutdown(this.#endMode);
      this.#state = 'running';
      for (const listener of this.#listeners) listener();
    } catch (error) {
      if (this.#isEnded()) {
        logger.warn(
          `Cluster '${this.name}' did not end well while it was being started`,
          error as Error,
        );
        return undefined;
      }
      if (this.#state !== 'failed') this.#problemSince = this.#now();
      this.#state = 'failed';
      this.#problem = toError(error).message;
      this.#failures += 1;
      logger.error(
        `The cluster '${this.name}' could not be started; it is tried again`,
        error as Error,
      );
      this.#cancelRetry = clock.schedule(
        backoffDelay(START_AGAIN, this.#failures, random()),
        () => {
          this.#lastTry = this.#tryStart();
        },
      );
    }
    return undefined;
  }

  #isEnded(): boolean {
    return this.#state === 'ended';
  }

  #now(): string {
    return new Date(this.#options.clock.now()).toISOString();
  }
}
