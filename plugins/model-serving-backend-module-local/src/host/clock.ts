/**
 * Time as the driver sees it, so that rules about waiting can be tested without waiting.
 */
export interface Clock {
  /** ms since epoch */
  now(): number;
  /** Runs once after that many ms. Returns the way to call it off. */
  after(delayMs: number, run: () => void): () => void;
}

/** The machine's clock. A pending timer does not keep the backend alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, run) {
    // Longer delays than a signed 32-bit number of ms would fire at once.
    const timer = setTimeout(run, Math.min(Math.max(0, delayMs), 2 ** 31 - 1));
    timer.unref();
    return () => clearTimeout(timer);
  },
};
