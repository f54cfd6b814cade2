/** Time that passes when a test says so: whoever sleeps is woken by how long they meant to. */
export class HeldSleep {
  readonly #sleepers = new Set<{ ms: number; wake: () => void }>();

  /** @param passesBelow - shorter ones pass by themselves, at once */
  constructor(passesBelow: number) {
    this.sleep = (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(signal.reason);
          return;
        }
        if (ms < passesBelow) {
          setImmediate(resolve);
          return;
        }
        const sleeper = { ms, wake: resolve };
        this.#sleepers.add(sleeper);
        signal.addEventListener('abort', () => {
          this.#sleepers.delete(sleeper);
          reject(signal.reason);
        });
      });
  }

  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;

  /** How many mean to sleep for so long. */
  count(ms: number): number {
    return [...this.#sleepers].filter(sleeper => sleeper.ms === ms).length;
  }

  /** Wakes all who meant to sleep for so long. */
  wake(ms: number): void {
    for (const sleeper of [...this.#sleepers]) {
      if (sleeper.ms !== ms) continue;
      this.#sleepers.delete(sleeper);
      sleeper.wake();
    }
  }
}
