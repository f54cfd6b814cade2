import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Clock } from '../time';
import type { SplitObservation } from './SplitObservation';

/** How often what changed is written down: what other backends show is at most so old. */
const WRITE_MS = 3_000;

/** What of splits is written at a time. */
export interface SplitWrites {
  /** By uid of the deployment. */
  readonly written: ReadonlyMap<string, SplitObservation>;
  /** Uids of deployments without a split. */
  readonly ended: readonly string[];
}

/** Options of a {@link SplitRecorder}. */
export interface SplitRecorderOptions {
  /** All that there is to keep, by uid of the deployment. */
  readonly observations: () => ReadonlyMap<string, SplitObservation>;
  readonly write: (writes: SplitWrites) => Promise<void>;
  /** Whether this process may write. */
  readonly mayAct: () => boolean;
  readonly clock: Clock;
  readonly logger: LoggerService;
}

/** Keeps what the sides of splits answered where every backend reads it. Only what differs from what is kept is written. */
export class SplitRecorder {
  readonly #options: SplitRecorderOptions;
  /** By uid, as it was written. */
  #kept = new Map<string, string>();
  #cancel: () => void = () => {};
  #writing: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(options: SplitRecorderOptions) {
    this.#options = options;
  }

  /** @param kept - what is written already, by uid of the deployment */
  start(kept: ReadonlyMap<string, SplitObservation>): void {
    this.#kept = new Map(
      [...kept].map(([uid, found]) => [uid, JSON.stringify(found)]),
    );
    this.#schedule();
  }

  /** Writes what is left; resolves when that is done. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancel();
    await this.#writing;
    await this.#write();
  }

  #schedule(): void {
    this.#cancel = this.#options.clock.schedule(WRITE_MS, () => {
      this.#writing = this.#write().finally(() => {
        if (!this.#isStopped) this.#schedule();
      });
    });
  }

  async #write(): Promise<void> {
    const { observations, write, mayAct, logger } = this.#options;
    if (!mayAct()) return;
    const all = observations();
    const texts = new Map(
      [...all].map(([uid, found]) => [uid, JSON.stringify(found)]),
    );
    const written = new Map(
      [...all].filter(([uid]) => this.#kept.get(uid) !== texts.get(uid)),
    );
    const ended = [...this.#kept.keys()].filter(uid => !all.has(uid));
    if (written.size === 0 && ended.length === 0) return;
    try {
      await write({ written, ended });
    } catch (error) {
      logger.warn(
        `What ${written.size} splits answered was not kept; it is tried again`,
        error as Error,
      );
      return;
    }
    for (const uid of written.keys()) {
      const text = texts.get(uid);
      if (text !== undefined) this.#kept.set(uid, text);
    }
    for (const uid of ended) this.#kept.delete(uid);
  }
}
