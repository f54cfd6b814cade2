import { ServiceUnavailableError } from '@backstage/errors';
import type { Clock } from '../time';

/** Seconds after which a refused caller may come again. */
export const PROBE_RETRY_SECONDS = 5;

interface Waiter {
  readonly begin: () => void;
  /** Ends its waiting time. */
  cancel: () => void;
}

/** All slots are taken. The API answers 503 with `Retry-After`. */
export class ProbeBusyError extends ServiceUnavailableError {
  constructor() {
    super(
      `PROBE_BUSY: too many connections are being tested right now; try again in ${PROBE_RETRY_SECONDS} s`,
    );
  }
}

/**
 * Bounds how many calls to foreign storage run at once: each may hold a socket for ten seconds, and a caller who starts
 * many must not use up those of the portal.
 */
export class ProbeSlots {
  readonly #clock: Clock;
  readonly #waitMs: number;
  readonly #waiting: Waiter[] = [];
  #free: number;

  /** @param options - `slots`: at once; `waitMs`: how long a caller waits for one */
  constructor(options: {
    readonly clock: Clock;
    readonly slots: number;
    readonly waitMs: number;
  }) {
    this.#clock = options.clock;
    this.#free = options.slots;
    this.#waitMs = options.waitMs;
  }

  /** @throws ProbeBusyError if no slot became free in time */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#take();
    try {
      return await work();
    } finally {
      this.#give();
    }
  }

  #take(): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const waiter = { begin: resolve, cancel: () => {} };
      waiter.cancel = this.#clock.schedule(this.#waitMs, () => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        reject(new ProbeBusyError());
      });
      this.#waiting.push(waiter);
    });
  }

  /** A slot goes to who waits longest, without becoming free in between. */
  #give(): void {
    const next = this.#waiting.shift();
    if (!next) {
      this.#free += 1;
      return;
    }
    next.cancel();
    next.begin();
  }
}
