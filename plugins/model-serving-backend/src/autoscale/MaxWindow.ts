/**
 * The largest value of the last while, in entries of one tick each. Source: Knative `max.TimeWindow`; autoscaling.md §3.
 */
export class MaxWindow {
  readonly #entryMs: number;
  #size: number;
  /** Newest last; values fall, so that the first is the largest. */
  #entries: { readonly index: number; readonly value: number }[] = [];

  private constructor(durationMs: number, entryMs: number) {
    this.#entryMs = entryMs;
    this.#size = Math.ceil(durationMs / entryMs);
  }

  static create(options: {
    readonly durationMs: number;
    readonly entryMs: number;
  }): MaxWindow {
    return new MaxWindow(options.durationMs, options.entryMs);
  }

  /** Notes a value and says the largest as of then. */
  record(now: number, value: number): number {
    const index = Math.floor(now / this.#entryMs);
    while (
      this.#entries.length > 0 &&
      this.#entries[this.#entries.length - 1].value <= value
    ) {
      this.#entries.pop();
    }
    this.#entries.push({ index, value });
    return this.largest(now) ?? value;
  }

  /** The largest as of a time; undefined: nothing was noted. */
  largest(now: number): number | undefined {
    const oldest = Math.floor(now / this.#entryMs) - this.#size;
    this.#entries = this.#entries.filter(({ index }) => index > oldest);
    return this.#entries[0]?.value;
  }

  /** Another duration from now on; what was noted stays as long as it fits. */
  resize(durationMs: number): void {
    this.#size = Math.ceil(durationMs / this.#entryMs);
  }
}
