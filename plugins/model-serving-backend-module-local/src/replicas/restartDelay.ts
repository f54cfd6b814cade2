const FIRST_MS = 1_000;
const LONGEST_MS = 300_000;
/** Ready for that long: what happened before no longer counts. */
export const WELL_AFTER_MS = 600_000;

/**
 * How long to wait before a replica starts again: 1 s doubling to 5 min. The first loss of a replica that had been ready
 * is made good at once, because somebody is waiting for it. Source: reference/toolchain.md §7.
 *
 * @param previous - the delay before the latest restart, undefined if there was none that still counts
 */
export function restartDelay(
  previous: number | undefined,
  wasReady: boolean,
): number {
  if (previous === undefined) return wasReady ? 0 : FIRST_MS;
  return previous === 0 ? FIRST_MS : Math.min(previous * 2, LONGEST_MS);
}
