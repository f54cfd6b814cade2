import { PayloadRecord } from './cloudEvent';

/** Sends one record; rejects if it did not arrive, with {@link SinkRefusal} if it never will. */
export type Deliver = (record: PayloadRecord) => Promise<void>;

/** The sink, or a rule, will not take this record however often it is sent. */
export class SinkRefusal extends Error {
  override name = 'SinkRefusal';
}

/** Bounds of a {@link PayloadQueue}. */
export interface PayloadQueueLimits {
  readonly maxRecords: number;
  readonly maxBytes: number;
  /** Deliveries at a time. */
  readonly parallel: number;
  /** Pauses before the second and later tries, in ms. */
  readonly retryAfterMs: readonly number[];
}

/** Bounds in production: gateway-and-graphs.md §7. */
export const defaultQueueLimits: PayloadQueueLimits = {
  maxRecords: 1_000,
  maxBytes: 16 * 1024 * 1024,
  parallel: 5,
  retryAfterMs: [250, 1_000],
};

/** What a queue is made of. */
export interface PayloadQueueOptions {
  readonly deliver: Deliver;
  /** Calls back after some ms. */
  readonly schedule: (ms: number, callback: () => void) => void;
  readonly onDelivered: (revision: string) => void;
  readonly onDropped: (revision: string) => void;
  readonly limits?: PayloadQueueLimits;
}

/**
 * Records on their way to sinks. Nobody waits for it: what does not fit is dropped and counted, the newest first.
 * A sink that hangs holds only its own deliveries, but all share the places.
 */
export class PayloadQueue {
  readonly #options: PayloadQueueOptions;
  readonly #limits: PayloadQueueLimits;
  readonly #waiting: PayloadRecord[] = [];
  /** Waiting, being delivered, or between two tries. */
  #records = 0;
  #bytes = 0;
  #underWay = 0;
  #onEmpty: (() => void) | undefined;

  constructor(options: PayloadQueueOptions) {
    this.#options = options;
    this.#limits = options.limits ?? defaultQueueLimits;
  }

  /** Records that have neither arrived nor been dropped. */
  get size(): number {
    return this.#records;
  }

  /** Takes a record, or drops it. Never throws, never waits. */
  push(record: PayloadRecord): void {
    const { maxRecords, maxBytes } = this.#limits;
    if (
      this.#records >= maxRecords ||
      this.#bytes + record.data.length > maxBytes
    ) {
      this.#options.onDropped(record.revision);
      return;
    }
    this.#records++;
    this.#bytes += record.data.length;
    this.#waiting.push(record);
    this.#next();
  }

  /** Resolves once nothing is left. */
  whenEmpty(): Promise<void> {
    if (this.#records === 0) return Promise.resolve();
    return new Promise(resolve => {
      this.#onEmpty = resolve;
    });
  }

  #next(): void {
    while (this.#underWay < this.#limits.parallel) {
      const record = this.#waiting.shift();
      if (!record) return;
      this.#underWay++;
      void this.#send(record, 0);
    }
  }

  async #send(record: PayloadRecord, tries: number): Promise<void> {
    const { deliver, schedule, onDelivered, onDropped } = this.#options;
    try {
      await deliver(record);
      this.#settle(record, onDelivered);
    } catch (error) {
      const pause = this.#limits.retryAfterMs[tries];
      if (error instanceof SinkRefusal || pause === undefined)
        this.#settle(record, onDropped);
      else schedule(pause, () => void this.#send(record, tries + 1));
    }
  }

  #settle(record: PayloadRecord, tell: (revision: string) => void): void {
    this.#underWay--;
    this.#records--;
    this.#bytes -= record.data.length;
    tell(record.revision);
    if (this.#records === 0) this.#onEmpty?.();
    this.#next();
  }
}
