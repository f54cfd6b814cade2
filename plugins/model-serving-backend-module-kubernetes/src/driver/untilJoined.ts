/**
 * Tries to join a project until that succeeds or is not wanted any more. Whoever joins keeps what it failed by: it is
 * what people are told meanwhile.
 */
export async function untilJoined(
  join: () => Promise<void>,
  options: {
    readonly everyMs: number;
    readonly signal: AbortSignal;
    /** Waits; rejects when the signal aborts. */
    readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  },
): Promise<void> {
  const { everyMs, signal, sleep } = options;
  let isIn = false;
  while (!isIn && !signal.aborted) {
    try {
      await sleep(everyMs, signal);
      await join();
      isIn = true;
    } catch {
      // What is missing is known; an API server that does not answer says so by itself.
    }
  }
}
