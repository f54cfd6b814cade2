/** Somebody who looks at a page again and again, each time by another connection, until stopped. */
export class Visitor {
  /** What came of each visit: a status, or why there was none. */
  readonly seen: (number | string)[] = [];
  #isOver = false;
  readonly #visits: Promise<void>;

  constructor(url: string) {
    this.#visits = this.#visit(url);
  }

  stop(): Promise<void> {
    this.#isOver = true;
    return this.#visits;
  }

  async #visit(url: string): Promise<void> {
    while (!this.#isOver)
      this.seen.push(
        await fetch(url, { headers: { connection: 'close' } }).then(
          async answer => {
            await answer.text();
            return answer.status;
          },
          error => String(error.cause ?? error),
        ),
      );
  }
}
