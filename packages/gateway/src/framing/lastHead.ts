/** Longer heads are parsed each time: what a connection keeps is bounded. */
const maxBytes = 2 * 1024;

/**
 * The last head of a connection, as it came and as it was parsed. Most clients and servers send the same head over and
 * over: to compare bytes is far cheaper than to parse them again. What was parsed depends on the bytes alone, so the same
 * bytes may have the same object.
 */
export class LastHead<H extends object> {
  /** Only what this connection sent itself: a time to compare tells nobody about others. */
  #bytes: Buffer | undefined;
  #length = 0;
  #head: H | undefined;

  /** How many bytes the head has, with the empty line that ends it. */
  get length(): number {
    return this.#length;
  }

  /** The last head, if the bytes begin with the same one at `start`. */
  match(bytes: Buffer, start: number): H | undefined {
    const length = this.#length;
    if (length === 0 || bytes.length - start < length) return undefined;
    const isSame =
      bytes.compare(this.#bytes!, 0, length, start, start + length) === 0;
    return isSame ? this.#head : undefined;
  }

  /** This head, from `start` to the end of its empty line, is the last one. */
  keep(bytes: Buffer, start: number, end: number, head: H): void {
    const length = end - start;
    if (length > maxBytes) {
      this.forget();
      return;
    }
    if (!this.#bytes || this.#bytes.length < length)
      this.#bytes = Buffer.allocUnsafeSlow(Math.min(maxBytes, length * 2));
    bytes.copy(this.#bytes, 0, start, end);
    this.#length = length;
    this.#head = head;
  }

  /** The next head is parsed whatever it is. */
  forget(): void {
    this.#bytes = undefined;
    this.#length = 0;
    this.#head = undefined;
  }
}
