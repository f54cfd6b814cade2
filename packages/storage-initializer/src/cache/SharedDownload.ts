/** Told after every piece: bytes that are there, of all bytes. */
export type OnProgress = (done: number, total: number) => void;

interface Waiter {
  readonly onProgress?: OnProgress;
}

/**
 * One download that several callers wait for. It ends early only when the last of them has left.
 */
export class SharedDownload {
  readonly #abort = new AbortController();
  readonly #waiters = new Set<Waiter>();
  readonly #finished: Promise<void>;
  #progress: readonly [done: number, total: number] | undefined;

  private constructor(
    run: (signal: AbortSignal, onProgress: OnProgress) => Promise<void>,
  ) {
    this.#finished = run(this.#abort.signal, (done, total) => {
      this.#progress = [done, total];
      for (const { onProgress } of this.#waiters) onProgress?.(done, total);
    });
    // Who waits gets the failure; nobody may be left to wait.
    this.#finished.catch(() => undefined);
  }

  /** Starts a download. */
  static start(
    run: (signal: AbortSignal, onProgress: OnProgress) => Promise<void>,
  ): SharedDownload {
    return new SharedDownload(run);
  }

  /** Whether all who waited have left: it is ending, and must not be joined. */
  get isAbandoned(): boolean {
    return this.#abort.signal.aborted;
  }

  /** Settles when nothing runs any more, whatever came of it. */
  async settled(): Promise<void> {
    await this.#finished.catch(() => undefined);
  }

  /**
   * Waits for the end.
   * @throws what the download throws, or the reason of the caller's own signal
   */
  async join(signal: AbortSignal, onProgress?: OnProgress): Promise<void> {
    signal.throwIfAborted();
    const waiter: Waiter = { onProgress };
    this.#waiters.add(waiter);
    if (this.#progress) onProgress?.(...this.#progress);
    const left = new AbortController();
    const leaving = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), {
        once: true,
        signal: left.signal,
      });
    });
    try {
      await Promise.race([this.#finished, leaving]);
    } finally {
      left.abort();
      this.#waiters.delete(waiter);
      if (this.#waiters.size === 0) this.#abort.abort(signal.reason);
    }
  }
}
