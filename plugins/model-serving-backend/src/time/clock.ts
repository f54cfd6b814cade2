/**
 * Time as the loops of the control plane see it, so that tests decide when it passes.
 */
export interface Clock {
  /** ms since epoch */
  now(): number;
  /** Calls back once after `delayMs`. Returns the way to cancel. */
  schedule(delayMs: number, callback: () => void): () => void;
}

/** Time of this machine. Its timers do not keep a process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  schedule: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Resolves after `delayMs`, or at once when the signal aborts; never rejects. */
export function sleep(
  clock: Clock,
  delayMs: number,
  signal: AbortSignal,
): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const timer: { cancel: () => void } = { cancel: () => {} };
    const done = () => {
      timer.cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    timer.cancel = clock.schedule(delayMs, done);
    signal.addEventListener('abort', done);
  });
}
