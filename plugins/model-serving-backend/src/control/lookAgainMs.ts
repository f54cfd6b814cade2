/** Events bring a pass at once; this is for the ones that get lost, and for what time alone changes. */
const SOONEST_MS = 5_000;
const LATEST_MS = 60_000;
/** A state is looked at again when it is this share older. */
const SHARE = 0.1;

/**
 * When to look again at a deployment that is not where it should be. The longer it has been so, the less often: what has
 * failed for an hour costs little, however many of its kind there are.
 *
 * @param since - ISO 8601, when its state became what it is
 * @param now - ms since epoch
 */
export function lookAgainMs(since: string, now: number): number {
  const age = now - Date.parse(since);
  return Math.min(LATEST_MS, Math.max(SOONEST_MS, age * SHARE));
}
