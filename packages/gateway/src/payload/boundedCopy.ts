/** Bytes that all copies of a worker may hold together. */
export class ByteBudget {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** Takes as much as asked for; false: there is not enough, nothing is taken. */
  take(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  give(bytes: number): void {
    this.#left += bytes;
  }
}

/** The beginning of a body that passes by in pieces. The pieces themselves are kept, not copied. */
export class BoundedCopy {
  readonly #maxBytes: number;
  readonly #budget: ByteBudget;
  readonly #pieces: Buffer[] = [];
  #length = 0;
  #isTruncated = false;

  constructor(maxBytes: number, budget: ByteBudget) {
    this.#maxBytes = maxBytes;
    this.#budget = budget;
  }

  /** There was more than is kept. */
  get isTruncated(): boolean {
    return this.#isTruncated;
  }

  /** Keeps what there is room for; a piece that the budget has no room for ends the copy. */
  add(piece: Buffer): void {
    if (this.#isTruncated) return;
    const room = this.#maxBytes - this.#length;
    const kept = piece.length > room ? piece.subarray(0, room) : piece;
    this.#isTruncated = kept !== piece;
    if (!this.#budget.take(kept.length)) {
      this.#isTruncated = true;
      return;
    }
    this.#length += kept.length;
    this.#pieces.push(kept);
  }

  /** What was kept. Its bytes are no longer part of the budget, and the copy is empty. */
  take(): Buffer {
    const bytes =
      this.#pieces.length === 1
        ? this.#pieces[0]
        : Buffer.concat(this.#pieces, this.#length);
    this.drop();
    return bytes;
  }

  /** Nobody wants it any more. */
  drop(): void {
    this.#budget.give(this.#length);
    this.#length = 0;
    this.#pieces.length = 0;
  }
}
