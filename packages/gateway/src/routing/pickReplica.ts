/** What the choice needs to know about a replica. */
export interface Candidate {
  /** Requests this worker has under way there. */
  readonly inflight: number;
  /** Out of rotation: seen dead, or gone from the snapshot. */
  readonly isOut: boolean;
}

/**
 * The replica for one request: of two drawn at random the one with fewer requests in flight. Power of two choices
 * keeps load even without every worker knowing what the others do, and does not herd onto the emptiest.
 *
 * `except` is left out if there is another (the second try after a failure). `random` gives [0, 1). Undefined: none is
 * in rotation.
 */
export function pickReplica<C extends Candidate>(
  candidates: readonly C[],
  random: () => number,
  except?: C,
): C | undefined {
  let usable = 0;
  let only: C | undefined;
  for (const candidate of candidates) {
    if (candidate.isOut || candidate === except) continue;
    usable++;
    only = candidate;
  }
  if (usable === 0) return except && !except.isOut ? except : undefined;
  if (usable === 1) return only;
  const first = Math.floor(random() * usable);
  // The second draw leaves out the first, so the two always differ.
  const second = (first + 1 + Math.floor(random() * (usable - 1))) % usable;
  const a = usableAt(candidates, first, except);
  const b = usableAt(candidates, second, except);
  return b.inflight < a.inflight ? b : a;
}

function usableAt<C extends Candidate>(
  candidates: readonly C[],
  position: number,
  except: C | undefined,
): C {
  let left = position;
  for (const candidate of candidates) {
    if (candidate.isOut || candidate === except) continue;
    if (left === 0) return candidate;
    left--;
  }
  throw new RangeError(`there is no usable replica at ${position}`);
}
