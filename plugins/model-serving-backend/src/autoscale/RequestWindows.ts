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
  #assumed: Required<RequestAverages> | undefined;

  /** @param assumed - what is taken as measured for as long as the windows are, up to the first measurement */
  constructor(lengths: Lengths, assumed?: Required<RequestAverages>) {
    this.#lengths = lengths;
    if (assumed)
      this.#assumed = { stable: assumed.stable, panic: assumed.panic };
    this.#stable = windowOf(lengths.stableWindowMs);
    this.#panic = windowOf(lengths.panicWindowMs);
  }

  /** Forgets everything: what is measured begins now. */
  begin(now: number): void {
    this.#assumed = undefined;
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
    if (this.#assumed) this.#fill(now, this.#assumed);
    const time = Math.max(0, now - this.#origin);
    this.#stable.record(time, value);
    this.#panic.record(time, value);
  }

  averages(now: number, aggregation: Aggregation): RequestAverages {
    if (this.#assumed) return this.#assumed;
    const time = now - this.#origin;
    if (this.#stable.isEmpty(time)) return {};
    return {
      stable: this.#stable.average(time, aggregation),
      panic: this.#panic.average(time, aggregation),
    };
  }

  #fill(now: number, { stable, panic }: Required<RequestAverages>): void {
    const { stableWindowMs, panicWindowMs } = this.#lengths;
    this.begin(now - stableWindowMs);
    for (let time = 0; time < stableWindowMs; time += BUCKET_MS) {
      this.#stable.record(time, stable);
      if (time >= stableWindowMs - panicWindowMs)
        this.#panic.record(time, panic);
    }
  }
}

function windowOf(windowMs: number): BucketWindow {
  return BucketWindow.create({ windowMs, granularityMs: BUCKET_MS });
}
