import { Backoff, backoffDelay, Clock } from '../time';

/** What a pass over a key asks for: nothing more, or another look after some time. */
export interface Next {
  readonly afterMs?: number;
}

/** How a {@link WorkQueue} works. */
export interface WorkQueueOptions {
  /** Keys in work at the same time, in each lane. */
  readonly concurrency: number;
  /** Where a key waits: what takes long in one lane keeps nobody waiting in another. Default: all in one. */
  readonly lane?: (key: string) => string;
  /** Delay before a key that failed is tried again. */
  readonly backoff: Backoff;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  /** One pass. The signal aborts when the queue stops. */
  readonly process: (key: string, signal: AbortSignal) => Promise<Next>;
  /** A pass threw; it is tried again by itself. `attempt` counts from 1. Must not throw. */
  readonly onError: (key: string, error: unknown, attempt: number) => void;
}

interface Lane {
  readonly waiting: Set<string>;
  running: number;
}

/**
 * Keys that want a pass.
 *
 * Guarantees: one pass per key at a time; a key added while its pass runs gets one more pass afterwards; adding a key
 * that waits already changes nothing; a key that throws comes back after a growing, jittered delay and never stops the
 * others; `stop` waits for what is in flight. Keys of a lane are served in the order in which they were added.
 */
export class WorkQueue {
  readonly #options: WorkQueueOptions;
  readonly #lanes = new Map<string, Lane>();
  readonly #running = new Map<string, Promise<void>>();
  /** Keys added while they run. */
  readonly #again = new Set<string>();
  readonly #delayed = new Map<string, { due: number; cancel: () => void }>();
  readonly #failures = new Map<string, number>();
  readonly #stopping = new AbortController();
  #started = false;

  constructor(options: WorkQueueOptions) {
    this.#options = options;
  }

  /** Wants a pass now. Before {@link WorkQueue.start} it is only noted; after {@link WorkQueue.stop} it is ignored. */
  add(key: string): void {
    if (this.#stopping.signal.aborted) return;
    this.#undelay(key);
    if (this.#running.has(key)) {
      this.#again.add(key);
      return;
    }
    const lane = this.#laneOf(key);
    lane.waiting.add(key);
    this.#fill(lane);
  }

  /** Wants a pass after `delayMs`; an earlier wish for the same key stays. */
  addAfter(key: string, delayMs: number): void {
    if (this.#stopping.signal.aborted || this.#laneOf(key).waiting.has(key))
      return;
    const due = this.#options.clock.now() + delayMs;
    const before = this.#delayed.get(key);
    if (before && before.due <= due) return;
    before?.cancel();
    const cancel = this.#options.clock.schedule(delayMs, () => {
      this.#delayed.delete(key);
      this.add(key);
    });
    this.#delayed.set(key, { due, cancel });
  }

  /** Keys that wait for their turn, without those that wait for a time. */
  get depth(): number {
    let depth = 0;
    for (const { waiting } of this.#lanes.values()) depth += waiting.size;
    return depth;
  }

  /** Starts to work. */
  start(): void {
    this.#started = true;
    for (const lane of this.#lanes.values()) this.#fill(lane);
  }

  /** Aborts the signal of the passes, forgets what waits and resolves when nothing runs any more. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const { waiting } of this.#lanes.values()) waiting.clear();
    this.#again.clear();
    for (const { cancel } of this.#delayed.values()) cancel();
    this.#delayed.clear();
    await Promise.all(this.#running.values());
  }

  #undelay(key: string): void {
    this.#delayed.get(key)?.cancel();
    this.#delayed.delete(key);
  }

  #laneOf(key: string): Lane {
    const name = this.#options.lane?.(key) ?? '';
    const known = this.#lanes.get(name);
    if (known) return known;
    const lane: Lane = { waiting: new Set(), running: 0 };
    this.#lanes.set(name, lane);
    return lane;
  }

  #fill(lane: Lane): void {
    if (!this.#started || this.#stopping.signal.aborted) return;
    for (const key of lane.waiting) {
      if (lane.running >= this.#options.concurrency) return;
      lane.waiting.delete(key);
      lane.running += 1;
      this.#running.set(key, this.#pass(key, lane));
    }
  }

  async #pass(key: string, lane: Lane): Promise<void> {
    try {
      // A turn of the event loop for each: on SQLite a pass never waits, and ten thousand of them would keep renewals of
      // the lease, requests and timers from running.
      await new Promise(resolve => setImmediate(resolve));
      const next = await this.#options.process(key, this.#stopping.signal);
      this.#failures.delete(key);
      if (next.afterMs !== undefined) this.addAfter(key, next.afterMs);
    } catch (error) {
      this.#failed(key, error);
    } finally {
      this.#running.delete(key);
      lane.running -= 1;
      if (this.#again.delete(key)) this.add(key);
      this.#fill(lane);
    }
  }

  #failed(key: string, error: unknown): void {
    if (this.#stopping.signal.aborted) return;
    const attempt = (this.#failures.get(key) ?? 0) + 1;
    this.#failures.set(key, attempt);
    this.#options.onError(key, error, attempt);
    this.addAfter(
      key,
      backoffDelay(this.#options.backoff, attempt, this.#options.random()),
    );
  }
}
