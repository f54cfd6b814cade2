/** Wrong tokens that an address may send at once. */
const burst = 30;
/** Then one in so many ms. */
const intervalMs = 2_000;
/** Places for addresses. Two that fall on one share it; memory does not grow, whoever comes. */
const places = 4_096;

/**
 * Limits wrong tokens by the address that they come from. A right one is never held up: behind one address there may be
 * many callers.
 */
export class FailedAttempts {
  readonly #left = new Float64Array(places).fill(burst);
  readonly #filledAt = new Float64Array(places);
  readonly #seed: number;

  /** @param random - [0, 1): which addresses share a place is not for a caller to choose */
  constructor(random: () => number) {
    this.#seed = Math.floor(random() * 0x7fffffff);
  }

  /** Counts a wrong token; 0, or in how many ms the address may try again. `now`: monotonic ms. */
  count(address: string, now: number): number {
    const place = this.#placeOf(address);
    const passed = Math.max(0, now - this.#filledAt[place]);
    const left = Math.min(burst, this.#left[place] + passed / intervalMs);
    this.#filledAt[place] = now;
    this.#left[place] = left < 1 ? left : left - 1;
    return left < 1 ? (1 - left) * intervalMs : 0;
  }

  #placeOf(address: string): number {
    let hash = this.#seed;
    for (let i = 0; i < address.length; i++)
      hash = (Math.imul(hash, 31) + address.charCodeAt(i)) | 0;
    return (hash ^ (hash >>> 15)) & (places - 1);
  }
}
