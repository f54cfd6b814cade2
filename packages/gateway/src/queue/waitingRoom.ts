import {
  GatewayHold,
  GatewayQueue,
} from '@greenroom/backstage-plugin-model-serving-common';
import { FairQueue, Queued } from './fairQueue';

/** Bytes of waiting requests in one worker: their headers and what was read of their bodies. */
const maxHeldBytes = 64 * 1024 * 1024;
const defaultDepth = 10_000;
const defaultDeadlineMs = 120_000;

/** So many waiting requests go to replicas in one turn of the event loop: the rest of the worker must not wait for all. */
const flushBatch = 64;

/** How long a start is taken to last before one was seen, in ms. */
const unknownStartMs = 5_000;
const maxStartSeconds = 60;
const maxQueueSeconds = 30;

/** A request that waits for a replica. */
export interface Waiter extends Queued {
  readonly heldBytes: number;
  /** There is a replica, or there will be none: the request looks again. */
  proceed(): void;
}

/** A revision with its replicas as of now, as far as waiting goes. */
export interface AwaitedRevision {
  readonly key: string;
  readonly hold: GatewayHold | undefined;
  /** What is said of its limits; undefined: nothing. */
  readonly queue: GatewayQueue | undefined;
  readonly replicas: readonly unknown[];
  /** Most requests in flight per replica; 0: no limit. */
  readonly limit: number;
}

/** What the room needs from its worker. */
export interface WaitingRoomOptions {
  /** Monotonic ms. */
  readonly now: () => number;
  /** Runs something in a later turn of the event loop. */
  readonly defer: (run: () => void) => void;
  readonly maxHeldBytes?: number;
}

/**
 * Where requests wait until their revision has a replica: one fair queue a revision, bounded in number and bytes. Who
 * gave up or was refused has no place any more; nobody is told to go on twice.
 */
export class WaitingRoom {
  readonly #options: WaitingRoomOptions;
  readonly #lines = new Map<string, Line>();
  /** How long the last start of a revision took, in ms. */
  readonly #startMs = new Map<string, number>();
  #heldBytes = 0;

  constructor(options: WaitingRoomOptions) {
    this.#options = options;
  }

  /** Requests that wait for a revision. */
  waiting(key: string): number {
    return this.#lines.get(key)?.queue.size ?? 0;
  }

  /** Longest that a request may wait, in ms. */
  deadlineMs({ queue }: AwaitedRevision, timeoutMs: number): number {
    return Math.min(timeoutMs, queue?.deadlineMs ?? defaultDeadlineMs);
  }

  /** Gives a request a place. False: there is no room. */
  hold(revision: AwaitedRevision, waiter: Waiter): boolean {
    const limit = this.#options.maxHeldBytes ?? maxHeldBytes;
    const depth = revision.queue?.depth ?? depthOf(revision);
    if (
      this.waiting(revision.key) >= depth ||
      this.#heldBytes + waiter.heldBytes > limit
    )
      return false;
    let line = this.#lines.get(revision.key);
    if (!line) {
      line = {
        queue: new FairQueue(),
        since: this.#options.now(),
        served: 0,
        opening: 0,
      };
      this.#lines.set(revision.key, line);
    }
    line.queue.push(waiter);
    this.#heldBytes += waiter.heldBytes;
    return true;
  }

  /** A waiter gives up its place. */
  leave(key: string, waiter: Waiter): void {
    const line = this.#lines.get(key);
    if (!line?.queue.remove(waiter)) return;
    this.#heldBytes -= waiter.heldBytes;
    if (line.queue.size === 0) this.#lines.delete(key);
  }

  /**
   * When who is refused may come again: about when the line is gone at the pace so far, or the start that is under way is
   * over. Whole seconds, 1…30 or 1…60.
   */
  retryAfterSeconds({ key, replicas }: AwaitedRevision): number {
    const line = this.#lines.get(key);
    if (line && replicas.length > 0) {
      const elapsed = this.#options.now() - line.since;
      const left = (line.queue.size * elapsed) / Math.max(1, line.served);
      return wholeSeconds(left, maxQueueSeconds);
    }

    const since = this.#lines.get(key)?.since ?? this.#options.now();
    const left =
      (this.#startMs.get(key) ?? unknownStartMs) -
      (this.#options.now() - since);
    return wholeSeconds(left, maxStartSeconds);
  }

  /** Things changed: whoever waits for a revision that has replicas now, or is held no more, goes on. */
  look(revisionOf: (key: string) => AwaitedRevision | undefined): void {
    for (const [key, line] of this.#lines) {
      const revision = revisionOf(key);
      // Where replicas have a limit each free slot lets one go.
      if (revision?.limit && (revision.hold || revision.replicas.length > 0))
        continue;
      if (revision?.hold && revision.replicas.length === 0) continue;
      if (revision?.replicas.length)
        this.#startMs.set(key, this.#options.now() - line.since);
      const isOpening = line.opening > 0;
      line.opening = line.queue.size;
      if (!isOpening) this.#open(key, line);
    }
    for (const key of this.#startMs.keys())
      if (!revisionOf(key)) this.#startMs.delete(key);
  }

  /** A slot is free: lets the next one go. False: nobody waits. */
  next(key: string): boolean {
    const line = this.#lines.get(key);
    const waiter = line?.queue.shift();
    if (!line || !waiter) return false;
    line.served++;
    this.#heldBytes -= waiter.heldBytes;
    if (line.queue.size === 0) this.#lines.delete(key);
    waiter.proceed();
    return true;
  }

  #open(key: string, line: Line): void {
    for (let i = 0; i < flushBatch && line.opening > 0; i++) {
      line.opening--;
      const waiter = line.queue.shift();
      if (!waiter) break;
      line.served++;
      this.#heldBytes -= waiter.heldBytes;
      waiter.proceed();
    }
    if (line.queue.size === 0) {
      line.opening = 0;
      if (this.#lines.get(key) === line) this.#lines.delete(key);
    } else if (line.opening > 0) {
      this.#options.defer(() => this.#open(key, line));
    }
  }
}

function wholeSeconds(ms: number, most: number): number {
  return Math.min(most, Math.max(1, Math.ceil(ms / 1_000)));
}

/** Knative's queue in front of a container; where nothing limits it, that of its activator. */
function depthOf({ limit, replicas }: AwaitedRevision): number {
  if (limit === 0) return defaultDepth;
  return Math.min(defaultDepth, Math.max(100, 10 * limit * replicas.length));
}

interface Line {
  readonly queue: FairQueue<Waiter>;
  /** When the first of those who wait came, monotonic ms. */
  readonly since: number;
  /** How many have gone on since. */
  served: number;
  /** Of those who wait, how many are being let go: who comes (again) meanwhile waits for the next look. */
  opening: number;
}
