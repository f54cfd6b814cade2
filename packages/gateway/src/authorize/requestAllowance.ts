import { TokenLimit } from '@greenroom/backstage-plugin-model-serving-common';

/**
 * How many more requests a limit allows now: a bucket that holds as many as the limit says and fills evenly.
 *
 * Each worker has one, and hears a moment later what the others let through. What all of them together let through in a
 * time is at most what the limit says for it, plus one full bucket a worker: what is over is owed, and the next wait longer.
 */
export class RequestAllowance {
  #limit: TokenLimit;
  #left: number;
  #filledAt: number;
  #spent = 0;

  /** @param now - monotonic ms */
  constructor(limit: TokenLimit, now: number) {
    this.#limit = limit;
    this.#left = limit.requests;
    this.#filledAt = now;
  }

  /** The limit is another from now on; what was used counts. */
  adopt(limit: TokenLimit): void {
    this.#left += limit.requests - this.#limit.requests;
    this.#limit = limit;
  }

  /** Lets a request through (0), or says in how many ms the next one may come. */
  take(now: number): number {
    this.#fill(now);
    if (this.#left < 1)
      return (
        ((1 - this.#left) * this.#limit.seconds * 1000) / this.#limit.requests
      );
    this.#left--;
    this.#spent++;
    return 0;
  }

  /** Requests that were let through since the last call. */
  takeSpent(): number {
    const spent = this.#spent;
    this.#spent = 0;
    return spent;
  }

  /** Others let so many through. */
  spentElsewhere(count: number): void {
    this.#left -= count;
  }

  #fill(now: number): void {
    const { requests, seconds } = this.#limit;
    const more = ((now - this.#filledAt) * requests) / (seconds * 1000);
    this.#left = Math.min(requests, this.#left + more);
    this.#filledAt = now;
  }
}
