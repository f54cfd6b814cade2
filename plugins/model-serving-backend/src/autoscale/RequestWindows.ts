import { Aggregation, BucketWindow } from './BucketWindow';
import type { ComponentScale } from './scaleSpecOf';

/** A bucket of both windows. */
const BUCKET_MS = 1_000;

/** Averages of the metric over both windows; none: nothing was measured. */
export interface RequestAverages {
  readonly stable?: number;
  readonly panic?: number;
}

type Lengths = Pick<ComponentScale, 'stableWindowMs' | 'panicWindowMs'>;

/**
 * The two windows of a revision. What came before the first request after none is no measurement: the windows begin with that
 * request, and so does their first bucket. Counted from a full second, a burst would be spread over up to a second in which
 * nobody could have asked.
 */
export class RequestWindows {
  #lengths: Lengths;
  #stable: BucketWindow;
  #panic: BucketWindow;
  /** Where the first bucket begins. */
  #origin = 0;

  constructor(lengths: Lengths) {
    this.#lengths = lengths;
    this.#stable = windowOf(lengths.stableWindowMs);
    this.#panic = windowOf(lengths.panicWindowMs);
  }

  /** Forgets everything: what is measured begins now. */
  begin(now: number): void {
    this.#stable = windowOf(this.#lengths.stableWindowMs);
    this.#panic = windowOf(this.#lengths.panicWindowMs);
    this.#origin = now;
  }

  resize(now: number, lengths: Lengths): void {
    this.#lengths = lengths;
    this.#stable.resize(now - this.#origin, lengths.stableWindowMs);
    this.#panic.resize(now - this.#origin, lengths.panicWindowMs);
  }

  /** @param value - requests in flight times seconds, or requests, of a moment not before the windows began */
  record(now: number, value: number): void {
    const time = Math.max(0, now - this.#origin);
    this.#stable.record(time, value);
    this.#panic.record(time, value);
  }

  averages(now: number, aggregation: Aggregation): RequestAverages {
    const time = now - this.#origin;
    if (this.#stable.isEmpty(time)) return {};
    return {
      stable: this.#stable.average(time, aggregation),
      panic: this.#panic.average(time, aggregation),
    };
  }
}

function windowOf(windowMs: number): BucketWindow {
  return BucketWindow.create({ windowMs, granularityMs: BUCKET_MS });
}
