/** The time as HTTP writes it, made once a second. */
export class HttpDate {
  readonly #now: () => number;
  #second = -1;
  #text = '';

  private constructor(now: () => number) {
    this.#now = now;
  }

  /** `now`: ms since the epoch. */
  static create(now: () => number): HttpDate {
    return new HttpDate(now);
  }

  get text(): string {
    const ms = this.#now();
    const second = Math.floor(ms / 1_000);
    if (second !== this.#second) {
      this.#second = second;
      this.#text = new Date(ms).toUTCString();
    }
    return this.#text;
  }
}
