/** A complete artifact, as far as eviction cares. */
export interface EvictionCandidate {
  readonly digest: string;
  readonly bytes: number;
  /** Milliseconds since epoch. */
  readonly lastUsedAt: number;
  readonly isInUse: boolean;
}

/**
 * Which artifacts go to free some bytes: those not in use, the longest unused first, no more than needed. Undefined if
 * all of them together are not enough: then none should go.
 */
export function chooseEvictions(
  artifacts: readonly EvictionCandidate[],
  bytesToFree: number,
): readonly string[] | undefined {
  const chosen: string[] = [];
  let missing = bytesToFree;
  const unused = artifacts
    .filter(({ isInUse }) => !isInUse)
    .sort((a, b) => a.lastUsedAt - b.lastUsedAt);
  for (const { digest, bytes } of unused) {
    if (missing <= 0) break;
    chosen.push(digest);
    missing -= bytes;
  }
  return missing <= 0 ? chosen : undefined;
}
