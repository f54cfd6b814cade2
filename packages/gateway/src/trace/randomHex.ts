import { randomBytes } from 'node:crypto';

/** Random bytes that are asked for at a time: one call for each request would cost more than the request's span. */
const poolBytes = 4096;

const allZero = /^0+$/;

/** Random hexadecimal digits from a pool that nobody is given twice. */
export class RandomHex {
  readonly #random: (bytes: number) => Buffer;
  #pool = '';
  #at = 0;

  /** @param random - default: the system's */
  constructor(random: (bytes: number) => Buffer = randomBytes) {
    this.#random = random;
  }

  /** So many digits, not all zero. */
  take(digits: number): string {
    if (this.#at + digits > this.#pool.length) {
      this.#pool = this.#random(poolBytes).toString('hex');
      this.#at = 0;
    }
    const text = this.#pool.slice(this.#at, this.#at + digits);
    this.#at += digits;
    return allZero.test(text) ? this.take(digits) : text;
  }
}
