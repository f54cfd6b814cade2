import { LoggerService } from '@backstage/backend-plugin-api';
import { Clock } from '../time';
import { LeaseStore } from '../store/types';

/** The time during which this process may act. */
export interface Term {
  /** Grows with each holder; a later term has a higher one. */
  readonly fencing: number;
  /** Aborts when the term ends. */
  readonly signal: AbortSignal;
  /** Whether the term still holds at this moment. */
  isHeld(): boolean;
}

/** What a term is used for. Both may take their time; a term begins only when the one before has ended. */
export interface TermOfOffice {
  begin(term: Term): Promise<void>;
  /** Called once per begun term, with its signal aborted. */
  end(): Promise<void>;
}

/** How a {@link Leadership} works. */
export interface LeadershipOptions {
  readonly leases: LeaseStore;
  /** Name of the lease. */
  readonly name: string;
  /** Identity of this process, unique per start. */
  readonly holder: string;
  readonly clock: Clock;
  readonly logger: LoggerService;
  readonly office: TermOfOffice;
  /**
   * How long the lease holds without renewal. Default 6 s: with the margin for clocks and the time until it is asked for
   * again, another process acts at most 8 s after this one was killed or hangs.
   */
  readonly ttlMs?: number;
  /** How often it is renewed, or asked for. Default 1 s. */
  readonly renewMs?: number;
}

/** Stops acting this long before the lease would pass to somebody else: clocks drift, and a pass takes a moment to notice. */
const MARGIN_MS = 1000;

/**
 * Decides whether this process acts: it does while it holds the lease.
 *
 * A term ends at once when the lease went to somebody else, when it could not be renewed in time (a database that does
 * not answer counts), and on {@link Leadership.stop}. The time of a renewal counts from before it was asked for.
 */
export class Leadership {
  readonly #options: Required<LeadershipOptions>;
  #term:
    | { fencing: number; until: number; controller: AbortController }
    | undefined;
  #office: Promise<void> = Promise.resolve();
  #cancelRenewal: () => void = () => {};
  #cancelExpiry: () => void = () => {};
  #asking: Promise<void> = Promise.resolve();
  #stopped = false;
  #renews = true;

  constructor(options: LeadershipOptions) {
    this.#options = { ttlMs: 6_000, renewMs: 1_000, ...options };
  }

  /** Asks for the lease now, and again and again. Resolves after the first answer. */
  async start(): Promise<void> {
    await this.#ask();
  }

  /**
   * Ends the term, waits until its office has ended, and gives the lease back.
   *
   * @param last - what is still to be done under the lease after the office has ended; nobody else acts meanwhile
   */
  async stop(last: () => Promise<void> = async () => {}): Promise<void> {
    this.#stopped = true;
    const held = this.#term !== undefined;
    if (!held) this.#endRenewal();
    this.#end('this process stops');
    await this.#office;
    try {
      await last();
    } finally {
      this.#endRenewal();
      await this.#asking;
      if (held) await this.#release();
    }
  }

  /** Whether this process acts now. */
  isHeld(): boolean {
    return (
      this.#term !== undefined && this.#options.clock.now() < this.#term.until
    );
  }

  #endRenewal(): void {
    this.#renews = false;
    this.#cancelRenewal();
  }

  async #release(): Promise<void> {
    const { leases, name, holder, logger } = this.#options;
    await leases.release(name, holder).catch(error => {
      logger.warn(
        `Could not give the lease '${name}' back; it ends by itself`,
        error,
      );
    });
  }

  #ask(): Promise<void> {
    this.#asking = this.#askOnce().finally(() => {
      if (!this.#renews) return;
      this.#cancelRenewal = this.#options.clock.schedule(
        this.#options.renewMs,
        () => void this.#ask(),
      );
    });
    return this.#asking;
  }

  async #askOnce(): Promise<void> {
    const { leases, name, holder, clock, ttlMs, logger } = this.#options;
    const asked = clock.now();
    try {
      const fencing = await leases.acquire(name, holder, ttlMs, asked);
      if (this.#stopped) return;
      const until = asked + ttlMs - MARGIN_MS;
      if (fencing === undefined) {
        this.#end('another process holds the lease');
      } else if (clock.now() >= until) {
        this.#end('the lease was renewed too late');
      } else {
        this.#hold(fencing, until);
      }
    } catch (error) {
      // The term goes on until its time is over: one lost renewal is not a lost lease.
      logger.warn(`Could not renew the lease '${name}'`, error as Error);
    }
  }

  #hold(fencing: number, until: number): void {
    const { clock } = this.#options;
    if (this.#term && this.#term.fencing !== fencing) {
      this.#end('somebody else held the lease in between');
    }
    this.#cancelExpiry();
    this.#cancelExpiry = clock.schedule(until - clock.now(), () =>
      this.#end('the lease could not be renewed in time'),
    );
    if (this.#term) {
      this.#term.until = until;
      return;
    }
    const own = { fencing, until, controller: new AbortController() };
    this.#term = own;
    const term: Term = {
      fencing,
      signal: own.controller.signal,
      isHeld: () => this.#term === own && clock.now() < own.until,
    };
    this.#options.logger.info(
      `Acting as control plane (term ${fencing} of lease '${
        this.#options.name
      }')`,
    );
    this.#office = this.#office.then(() => this.#serve(term));
  }

  async #serve(term: Term): Promise<void> {
    const { office, logger } = this.#options;
    if (term.signal.aborted) return;
    try {
      await office.begin(term);
    } catch (error) {
      logger.error('The control loops could not be started', error as Error);
      // The next renewal begins another term.
      this.#end('the control loops could not be started');
    }
    if (!term.signal.aborted) {
      await new Promise(resolve =>
        term.signal.addEventListener('abort', resolve, { once: true }),
      );
    }
    await office.end().catch(error => {
      logger.error('The control loops did not end well', error);
    });
  }

  #end(why: string): void {
    if (!this.#term) return;
    this.#cancelExpiry();
    this.#options.logger.info(`No longer acting as control plane: ${why}`);
    this.#term.controller.abort();
    this.#term = undefined;
  }
}
