import type {
  GatewayEvent,
  GatewaySnapshot,
  SnapshotAnswer,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { GatewayAddress } from '@greenroom/backstage-plugin-model-serving-node';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { Backoff, backoffDelay, Clock, sleep } from '../time';
import { readNdjson } from './ndjson';

/** Between tries to reach a gateway. */
const RECONNECT: Backoff = { baseMs: 100, maxMs: 5_000 };
/** Counters come every second; a stream that is silent for this long is dead. */
const SILENCE_MS = 15_000;
/** A gateway answers a snapshot when its workers have it. */
const PUSH_TIMEOUT_MS = 10_000;
/** Counters of some thousand routes fit well. */
const MAX_LINE_LENGTH = 64 * 1024 * 1024;

/** The control connection of one gateway. */
export interface GatewayStreamOptions {
  readonly address: GatewayAddress;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: LoggerService;
  /** The snapshot that every gateway should have; undefined until there is one. */
  readonly wanted: () => GatewaySnapshot | undefined;
  /** The gateway has this version of this epoch or a later one, which is not ours. */
  readonly onAhead: (version: number) => void;
  /** The gateway confirmed the wanted snapshot, or what it serves by became unknown. */
  readonly onConfirmed: () => void;
  readonly onEvent: (gateway: string, event: GatewayEvent) => void;
}

/**
 * Keeps one gateway's event stream open and its snapshot current. After a break it connects again with a growing delay;
 * the gateway's first line tells what it serves by, and a difference is pushed at once.
 */
export class GatewayStream {
  readonly #options: GatewayStreamOptions;
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #pushing: Promise<void> | undefined;
  #confirmed: GatewaySnapshot | undefined;
  #offered: GatewaySnapshot | undefined;
  #connected = false;
  #problem: { message: string; since: string } | undefined;
  #failures = 0;

  constructor(options: GatewayStreamOptions) {
    this.#options = options;
  }

  /** The gateway's identity. */
  get id(): string {
    return this.#options.address.id;
  }

  /** The snapshot it serves by, if it is one of ours. */
  get confirmed(): GatewaySnapshot | undefined {
    return this.#confirmed;
  }

  /** The snapshot that was sent last: the gateway may serve by it even if it did not say so. */
  get offered(): GatewaySnapshot | undefined {
    return this.#offered;
  }

  /** Why it cannot be reached. */
  get problem(): { message: string; since: string } | undefined {
    return this.#problem;
  }

  /** Connects, and stays connected. */
  start(): void {
    this.#running = this.#run(this.#stop.signal);
  }

  /** Disconnects; the gateway goes on with its snapshot. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    await this.#pushing;
  }

  /** Brings the wanted snapshot to the gateway, unless it has it. */
  sync(): void {
    if (this.#pushing || !this.#connected) return;
    this.#pushing = this.#push(this.#stop.signal).finally(() => {
      this.#pushing = undefined;
    });
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#listen(signal);
        this.#failed('the event stream ended');
      } catch (error) {
        this.#failed(messageOf(error));
      }
      this.#connected = false;
      if (!signal.aborted) await this.#pause(signal);
    }
  }

  async #listen(signal: AbortSignal): Promise<void> {
    const { address, clock, logger } = this.#options;
    const connection = new AbortController();
    const abort = () => connection.abort();
    signal.addEventListener('abort', abort);
    let cancelWatch = clock.schedule(SILENCE_MS, abort);
    try {
      const response = await address.request('/events', {
        signal: connection.signal,
      });
      if (!response.ok || !response.body) {
        throw new Error(`GET /events answered ${response.status}`);
      }
      for await (const line of readNdjson(response.body, MAX_LINE_LENGTH)) {
        cancelWatch();
        cancelWatch = clock.schedule(SILENCE_MS, abort);
        const event = line as GatewayEvent;
        this.#handle(event);
        this.#options.onEvent(address.id, event);
      }
    } finally {
      cancelWatch();
      signal.removeEventListener('abort', abort);
      logger.debug(`Event stream of gateway ${address.id} closed`);
    }
  }

  #handle(event: GatewayEvent): void {
    if (event.type === 'hello') {
      this.#connected = true;
      this.#failures = 0;
      this.#problem = undefined;
      this.#note(event.version, event.epoch);
      this.sync();
    } else if (event.type === 'live') {
      this.#note(event.version, event.epoch);
    }
  }

  /** What the gateway says it serves by. */
  #note(version: number, epoch: string): void {
    const wanted = this.#options.wanted();
    const same = (snapshot: GatewaySnapshot | undefined) =>
      snapshot?.version === version && snapshot.epoch === epoch;
    if (same(this.#confirmed)) return;
    // A newer one may be wanted by the time it says so: what was sent to it is known all the same
    this.#confirmed = [wanted, this.#offered].find(same);
    this.#options.onConfirmed();
  }

  async #push(signal: AbortSignal): Promise<void> {
    const { address, logger } = this.#options;
    while (this.#connected && !signal.aborted) {
      const wanted = this.#options.wanted();
      if (!wanted || wanted === this.#confirmed) return;
      this.#offered = wanted;
      try {
        const answer = await this.#put(wanted, signal);
        if (
          answer.version === wanted.version &&
          answer.epoch === wanted.epoch
        ) {
          this.#failures = 0;
          this.#problem = undefined;
          this.#confirmed = wanted;
          this.#options.onConfirmed();
        } else {
          this.#note(answer.version, answer.epoch);
          // Also a newer one of ours, pushed by the next round, makes it catch up.
          if (this.#options.wanted() === wanted) {
            this.#options.onAhead(answer.version);
            return;
          }
        }
      } catch (error) {
        if (signal.aborted) return;
        // It may have taken the snapshot all the same: what it serves by is unknown until it answers.
        this.#confirmed = undefined;
        this.#failed(messageOf(error));
        logger.warn(
          `Gateway ${address.id} did not take snapshot ${wanted.version}; it goes on with the one before`,
          error as Error,
        );
        await this.#pause(signal);
      }
    }
  }

  async #put(
    snapshot: GatewaySnapshot,
    signal: AbortSignal,
  ): Promise<SnapshotAnswer> {
    const timeout = new AbortController();
    const abort = () => timeout.abort();
    const cancel = this.#options.clock.schedule(PUSH_TIMEOUT_MS, abort);
    signal.addEventListener('abort', abort);
    try {
      const response = await this.#options.address.request('/snapshot', {
        method: 'PUT',
        body: JSON.stringify(snapshot),
        signal: timeout.signal,
      });
      const text = await response.text();
      if (!response.ok) {
        throw new Error(`PUT /snapshot answered ${response.status}: ${text}`);
      }
      return JSON.parse(text);
    } finally {
      cancel();
      signal.removeEventListener('abort', abort);
    }
  }

  #failed(message: string): void {
    if (this.#stop.signal.aborted) return;
    this.#failures += 1;
    const { clock } = this.#options;
    this.#problem = {
      message,
      since: this.#problem?.since ?? new Date(clock.now()).toISOString(),
    };
    this.#options.onConfirmed();
  }

  #pause(signal: AbortSignal): Promise<void> {
    const { clock, random } = this.#options;
    return sleep(
      clock,
      backoffDelay(RECONNECT, this.#failures, random()),
      signal,
    );
  }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // fetch hides the reason ("connect ECONNREFUSED …") in the cause.
  return error.cause instanceof Error
    ? `${error.message}: ${error.cause.message}`
    : error.message;
}
