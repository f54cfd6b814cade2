const whole = 100;

/** Which requests are copied: after every 100 exactly so many were as percent say, and evenly among them. */
export class ShadowShare {
  #owed = 0;

  /** Whether the next request is copied. */
  next(percent: number): boolean {
    this.#owed += percent;
    if (this.#owed < whole) return false;
    this.#owed -= whole;
    return true;
  }
}
