/**
 * Upper bounds in seconds, from a small model on a fast core to a slow one; what takes longer counts only in `+Inf`.
 */
const BOUNDS = [
  0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
  0.1, 0.25, 0.5, 1, 2.5, 5, 10,
] as const;

/**
 * A Prometheus histogram of durations. Observing is an addition into a typed array, cheap enough for every request.
 *
 * @public
 */
export class Histogram {
  readonly #counts = new Float64Array(BOUNDS.length + 1);
  #sum = 0;

  private constructor() {}

  static create(): Histogram {
    return new Histogram();
  }

  /** Adds a duration in milliseconds, as the clock gives it. */
  observe(durationMs: number): void {
    const seconds = durationMs / 1000;
    let bucket = 0;
    while (bucket < BOUNDS.length && seconds > BOUNDS[bucket]) {
      bucket++;
    }
    this.#counts[bucket]++;
    this.#sum += seconds;
  }

  /** The samples in Prometheus' text format; `labels` is the inside of the braces. */
  format(name: string, labels: string): string {
    let cumulative = 0;
    let text = '';
    for (const [i, count] of this.#counts.entries()) {
      cumulative += count;
      const bound = i < BOUNDS.length ? BOUNDS[i] : '+Inf';
      text += `${name}_bucket{${labels},le="${bound}"} ${cumulative}\n`;
    }
    return `${text}${name}_sum{${labels}} ${
      this.#sum
    }\n${name}_count{${labels}} ${cumulative}\n`;
  }
}
