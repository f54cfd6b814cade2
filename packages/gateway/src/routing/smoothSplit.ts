/** One alternative of a split. */
export interface Share {
  /** Identity across changes of the weights. */
  readonly key: string;
  /** Integer ≥ 0; relative to the sum. */
  readonly weight: number;
}

/**
 * Exact split by smooth weighted round robin: each pick adds every weight to its counter, the largest counter wins
 * (the first on a tie) and pays the sum of the weights. Weights 5, 1, 1 give a a b a c a a.
 *
 * After every full cycle the counts are exact; no share ever runs ahead of its due by a whole pick.
 */
export class SmoothSplit {
  readonly #shares: readonly Share[];
  readonly #counters: Float64Array;
  readonly #total: number;

  private constructor(shares: readonly Share[], counters: Float64Array) {
    this.#shares = shares;
    this.#counters = counters;
    this.#total = totalOf(shares);
  }

  /**
   * A split at the start of its cycle, or `offset` of the way (0 ≤ offset < 1) into it, so that several workers do not
   * all reach their first pick of a small share at the same time.
   */
  static create(shares: readonly Share[], offset = 0): SmoothSplit {
    const split = new SmoothSplit(shares, new Float64Array(shares.length));
    const cycle = split.#total / gcd(shares);
    for (let i = Math.floor(offset * Math.min(cycle, 10_000)); i > 0; i--)
      split.next();
    return split;
  }

  /** Index of the share that gets this request, or -1 if all weights are 0. */
  next(): number {
    if (this.#total === 0) return -1;
    const counters = this.#counters;
    let best = -1;
    for (let i = 0; i < counters.length; i++) {
      const weight = this.#shares[i].weight;
      if (weight === 0) continue;
      counters[i] += weight;
      if (best < 0 || counters[i] > counters[best]) best = i;
    }
    counters[best] -= this.#total;
    return best;
  }

  /**
   * The split that follows after a change of the weights. Unchanged shares keep this split itself, so a snapshot that
   * does not touch a route never resets it. Otherwise shares that stay keep what they are owed (in proportion to the
   * new total), new ones start at 0, and the largest counter takes the difference so that the sum is 0 again.
   */
  withShares(shares: readonly Share[]): SmoothSplit {
    if (isSame(this.#shares, shares)) return this;
    const total = totalOf(shares);
    const scale = this.#total > 0 ? total / this.#total : 0;
    const owed = new Map(
      this.#shares.map((share, i) => [share.key, this.#counters[i]]),
    );
    const counters = Float64Array.from(shares, share =>
      share.weight === 0 ? 0 : Math.round((owed.get(share.key) ?? 0) * scale),
    );
    let largest = -1;
    let sum = 0;
    for (let i = 0; i < counters.length; i++) {
      sum += counters[i];
      if (shares[i].weight === 0) continue;
      if (largest < 0 || counters[i] > counters[largest]) largest = i;
    }
    if (largest >= 0) counters[largest] -= sum;
    return new SmoothSplit(shares, counters);
  }
}

function totalOf(shares: readonly Share[]): number {
  return shares.reduce((sum, share) => sum + share.weight, 0);
}

function isSame(a: readonly Share[], b: readonly Share[]): boolean {
  return (
    a.length === b.length &&
    a.every(
      (share, i) => share.key === b[i].key && share.weight === b[i].weight,
    )
  );
}

function gcd(shares: readonly Share[]): number {
  let result = 0;
  for (const { weight } of shares) {
    let [a, b] = [result, weight];
    while (b > 0) [a, b] = [b, a % b];
    result = a;
  }
  return Math.max(1, result);
}
