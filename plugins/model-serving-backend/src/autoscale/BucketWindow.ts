/** How a window's buckets become one number. */
export type Aggregation = 'linear' | 'weighted-exponential';

/** Rounds away float noise that would otherwise turn into replicas. Knative: 6 decimals, half away from zero. */
const PRECISION = 1e6;
/** Weight that is left for what is older than the window, when buckets count by age. Knative: weighted-exponential. */
const MIN_EXPONENT = 0.2;
const IGNORED_SHARE = 0.0001;

/**
 * Sums by time over a sliding window, in a ring of buckets.
 *
 * Times are milliseconds of a clock that only goes forward. What was recorded within one bucket is added up: a bucket is the
 * sum of all sources in that time. Source: Knative `TimedFloat64Buckets`; autoscaling.md §3.
 */
export class BucketWindow {
  readonly #granularityMs: number;
  #windowMs: number;
  #buckets: Float64Array;
  #total = 0;
  /** Start of the oldest and newest bucket that was written; undefined: nothing was. */
  #firstWrite: number | undefined;
  #lastWrite = 0;

  private constructor(windowMs: number, granularityMs: number) {
    this.#windowMs = windowMs;
    this.#granularityMs = granularityMs;
    this.#buckets = new Float64Array(Math.ceil(windowMs / granularityMs));
  }

  static create(options: {
    readonly windowMs: number;
    readonly granularityMs: number;
  }): BucketWindow {
    return new BucketWindow(options.windowMs, options.granularityMs);
  }

  get windowMs(): number {
    return this.#windowMs;
  }

  /** Adds a value at a time. What is older than the window is ignored. */
  record(now: number, value: number): void {
    const bucket = this.#truncated(now);
    const length = this.#buckets.length;
    if (this.#firstWrite === undefined || bucket !== this.#lastWrite) {
      if (
        this.#firstWrite !== undefined &&
        bucket + this.#windowMs <= this.#lastWrite
      ) {
        return;
      }
      if (this.#firstWrite === undefined) {
        this.#firstWrite = bucket;
        this.#lastWrite = bucket;
      } else if (bucket < this.#firstWrite) {
        this.#firstWrite = bucket;
      }
      if (bucket > this.#lastWrite) {
        if (bucket - this.#lastWrite >= this.#windowMs) {
          this.#buckets.fill(0);
          this.#total = 0;
          this.#firstWrite = bucket;
        } else {
          let index = this.#indexOf(this.#lastWrite);
          const end = this.#indexOf(bucket);
          while (index !== end) {
            index = (index + 1) % length;
            this.#total -= this.#buckets[index];
            this.#buckets[index] = 0;
          }
        }
        this.#lastWrite = bucket;
      }
    }
    this.#buckets[this.#indexOf(bucket)] += value;
    this.#total += value;
  }

  /** Whether nothing was recorded for more than a window. Exactly one window of silence is not empty: it averages 0. */
  isEmpty(now: number): boolean {
    return (
      this.#firstWrite === undefined ||
      this.#truncated(now) - this.#lastWrite > this.#windowMs
    );
  }

  /** The average per bucket as of a time; silence inside the window counts as zeros. */
  average(now: number, aggregation: Aggregation): number {
    return aggregation === 'linear'
      ? this.#linear(this.#truncated(now))
      : this.#weighted(this.#truncated(now));
  }

  /** Another length of the window; what fits into both is kept. */
  resize(now: number, windowMs: number): void {
    if (windowMs === this.#windowMs) return;
    const old = this.#buckets;
    const oldWindowMs = this.#windowMs;
    this.#windowMs = windowMs;
    this.#buckets = new Float64Array(Math.ceil(windowMs / this.#granularityMs));
    this.#total = 0;
    if (this.#firstWrite === undefined) return;
    if (this.#truncated(now) - this.#lastWrite > oldWindowMs) {
      this.#firstWrite = undefined;
      return;
    }
    const kept = Math.min(old.length, this.#buckets.length);
    const newest = this.#lastWrite / this.#granularityMs;
    for (let age = 0; age < kept; age++) {
      const value = old[(newest - age + old.length) % old.length];
      this.#buckets[
        this.#indexOf(this.#lastWrite - age * this.#granularityMs)
      ] = value;
      this.#total += value;
    }
    this.#firstWrite = this.#lastWrite - (old.length - 1) * this.#granularityMs;
  }

  #linear(now: number): number {
    if (this.#firstWrite === undefined) return 0;
    const silence = now - this.#lastWrite;
    if (silence >= this.#windowMs) return 0;
    const g = this.#granularityMs;
    const length = this.#buckets.length;
    const span = (this.#lastWrite - this.#firstWrite) / g + 1;
    if (silence <= 0) return rounded(this.#total / Math.min(span, length));
    let total = this.#total;
    // What is older than the window as of now is still in the ring, just ahead of the newest bucket.
    for (let t = this.#lastWrite + g; t <= now; t += g) {
      total -= this.#buckets[this.#indexOf(t)];
    }
    return rounded(total / Math.min(span, length - silence / g));
  }

  #weighted(now: number): number {
    if (this.isEmpty(now)) return 0;
    const length = this.#buckets.length;
    const newestWeight = weightOfNewest(length);
    const silent = Math.max(0, (now - this.#lastWrite) / this.#granularityMs);
    let weight = newestWeight * (1 - newestWeight) ** silent;
    let average = 0;
    for (let age = 0; age < length - silent; age++) {
      const time = this.#lastWrite - age * this.#granularityMs;
      average += this.#buckets[this.#indexOf(time)] * weight;
      weight *= 1 - newestWeight;
    }
    return average;
  }

  #truncated(time: number): number {
    return Math.floor(time / this.#granularityMs) * this.#granularityMs;
  }

  #indexOf(time: number): number {
    const length = this.#buckets.length;
    const index = Math.floor(time / this.#granularityMs) % length;
    return index < 0 ? index + length : index;
  }
}

/** Weight of the newest of so many buckets. */
export function weightOfNewest(buckets: number): number {
  return Math.max(1 - IGNORED_SHARE ** (1 / buckets), MIN_EXPONENT);
}

function rounded(value: number): number {
  return (
    (Math.sign(value) * Math.round(Math.abs(value) * PRECISION)) / PRECISION
  );
}
