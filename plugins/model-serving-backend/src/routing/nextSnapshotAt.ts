/** Changes within this time after a snapshot become one. */
export const COALESCE_MS = 20;

/** One look at whether gateways need another snapshot. */
export interface SnapshotLook {
  /** ms since epoch */
  readonly begun: number;
  readonly ended: number;
  /** They did. */
  readonly isNews: boolean;
}

/**
 * When changes are looked at again, in ms since epoch. What comes after a while is looked at at once: somebody may wait for it.
 * After a snapshot changes are gathered; after a look that found nothing no longer than it took, so that half of the time is left
 * to others.
 */
export function nextSnapshotAt({ begun, ended, isNews }: SnapshotLook): number {
  if (isNews) return begun + COALESCE_MS;
  // A clock that was set back counts as no time.
  return ended + Math.min(COALESCE_MS, Math.max(0, ended - begun));
}
