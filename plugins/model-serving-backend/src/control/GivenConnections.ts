import type { LoggerService } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { stringifyResourceRef } from '@greenroom/backstage-plugin-model-serving-common';
import type { ManagedClusterDriver } from '@greenroom/backstage-plugin-model-serving-node';
import type { RunningCluster } from '../clusters';
import { LeaseLostError } from '../store';
import type { GivenConnection, Stores } from '../store/types';
import type { Clock } from '../time';
import { AfterLook, Unused, whenToTakeBack } from './whenToTakeBack';
import { Next, WorkQueue } from './WorkQueue';

/** Options of {@link GivenConnections}. */
export interface GivenConnectionsOptions {
  readonly cluster: RunningCluster<ManagedClusterDriver>;
  readonly stores: Pick<Stores, 'given'>;
  /** Whether this process may still act. */
  readonly mayAct: () => boolean;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: LoggerService;
}

/** One at a time: each looks through all of a project. */
const CONCURRENCY = 1;
const RETRY = { baseMs: 1_000, maxMs: 5 * 60_000 };

/**
 * Takes the values of connections back from projects of a managed cluster when nothing there names them any more, for the
 * length of a term. What a cluster does not tell now is left there; what is being given to somebody meanwhile stays, too:
 * it is taken in the version that had no use when it was looked at before, see {@link ManagedClusterDriver.takeBack}.
 */
export class GivenConnections {
  readonly #options: GivenConnectionsOptions;
  readonly #queue: WorkQueue;
  /** As listed last, by key. */
  readonly #given = new Map<string, GivenConnection>();
  readonly #unused = new Map<string, Unused>();
  /** Projects where the portal may not take anything: said once. */
  readonly #denied = new Set<string>();

  constructor(options: GivenConnectionsOptions) {
    this.#options = options;
    const { clock, random, logger } = options;
    this.#queue = new WorkQueue({
      concurrency: CONCURRENCY,
      backoff: RETRY,
      clock,
      random,
      process: key => this.#pass(key),
      onError: (key, error, attempt) => {
        if (error instanceof LeaseLostError) return;
        logger.warn(
          `The connection ${key} that nothing uses could not be taken back (try ${attempt}); it is tried again`,
          error as Error,
        );
      },
    });
  }

  start(): void {
    this.#queue.start();
  }

  async stop(): Promise<void> {
    await this.#queue.stop();
  }

  /** All that was given is looked at, but for what waits for its time. */
  async resync(): Promise<void> {
    const { cluster, stores } = this.#options;
    const given = await stores.given.list(cluster.name);
    this.#given.clear();
    for (const one of given) {
      const key = stringifyResourceRef(one.ref);
      this.#given.set(key, one);
      this.#queue.add(key);
    }
  }

  async #pass(key: string): Promise<Next> {
    const { cluster, stores, mayAct, clock } = this.#options;
    const given = this.#given.get(key);
    if (!given || cluster.problemIn(given.ref.namespace)) return {};
    const known = this.#unused.get(key);
    const now = clock.now();
    if (known && now < known.due) return { afterMs: known.due - now };
    if (!mayAct()) throw new LeaseLostError();
    const { isOver, unused } = await this.#look(given, known);
    this.#unused.delete(key);
    if (isOver) {
      await stores.given.remove(given);
      this.#given.delete(key);
    }
    if (!unused) return {};
    this.#unused.set(key, unused);
    return { afterMs: unused.due - now };
  }

  async #look(
    { ref }: GivenConnection,
    known: Unused | undefined,
  ): Promise<AfterLook> {
    const { cluster, clock, logger } = this.#options;
    const { namespace } = ref;
    try {
      const answer = await cluster.driver.takeBack(ref, known?.version);
      if (answer.state === 'gone' && known?.version) {
        this.#denied.delete(namespace);
        logger.info(
          `The values of the connection ${stringifyResourceRef(
            ref,
          )} were deleted from the cluster: nothing there names them`,
        );
      }
      return whenToTakeBack(answer, known, clock.now());
    } catch (error) {
      if (!(error instanceof NotAllowedError)) throw error;
      if (!this.#denied.has(namespace)) logger.warn(error.message);
      this.#denied.add(namespace);
      return whenToTakeBack({ state: 'denied' }, known, clock.now());
    }
  }
}
