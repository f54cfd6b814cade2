/** A process is not asked more often than this. */
const LEAST_MS = 10;

/**
 * Time until the next look at a process that starts: a tenth of the time that it has taken so far. So whoever waits for it waits
 * at most a tenth longer than it takes, and one that loads for minutes is not asked all the time.
 * @param elapsedMs - since its start; a clock that was set back counts as none
 * @param mostMs - however long it takes
 */
export function nextLookMs(elapsedMs: number, mostMs: number): number {
  return Math.min(mostMs, Math.max(LEAST_MS, elapsedMs / 10));
}
