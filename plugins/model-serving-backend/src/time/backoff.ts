/** Bounds of a growing delay. */
export interface Backoff {
  /** First delay in ms. */
  readonly baseMs: number;
  /** Never longer, in ms. */
  readonly maxMs: number;
}

/**
 * Delay before try number `attempt` (1: the first retry): doubles up to the bound, then spread over its upper half so
 * that what failed together does not come back together.
 *
 * @param random - in [0, 1)
 */
export function backoffDelay(
  backoff: Backoff,
  attempt: number,
  random: number,
): number {
  const full = Math.min(
    backoff.maxMs,
    // 2^30 is beyond every bound; it keeps the power finite.
    backoff.baseMs * 2 ** Math.min(30, Math.max(0, attempt - 1)),
  );
  return full / 2 + (full / 2) * random;
}
