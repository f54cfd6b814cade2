import type { AnyScaleRecord } from './ScaleRecord';
import type { ScaleState } from './decide';
import type { ComponentScale } from './scaleSpecOf';

/** While nothing changes a decision is kept this often: an older one may come from another load. */
const KEPT_EVERY_MS = 60_000;

/** What whoever takes a revision over goes on from. */
export interface ResumedScale {
  /** What both windows are taken to hold until something is measured. */
  readonly stable: number;
  readonly panic: number;
  readonly state: ScaleState;
}

/** Who takes over, and what of. */
export interface TakenOver {
  readonly spec: ComponentScale;
  /** ms since epoch */
  readonly now: number;
  /** Replicas that the cluster was told to have; undefined: nobody knows. */
  readonly told?: number;
  /** The last decision that was kept; undefined: there is none. */
  readonly last?: AnyScaleRecord;
}

/**
 * What the last decision says of the load, where it can still be believed: it was kept within a window and the time between two
 * of them, measured the same, and the cluster has what it decided (later ones may have been lost with whoever decided them).
 * Panic goes on where it would have gone on. Undefined: nobody knows the load.
 */
export function resume({
  spec,
  now,
  told,
  last,
}: TakenOver): ResumedScale | undefined {
  if (last === undefined || last.kind !== undefined) return undefined;
  const { stable, panic, after, replicas } = last;
  const ageMs = Math.max(0, now - last.at);
  const isKnown =
    stable !== undefined &&
    panic !== undefined &&
    replicas > 0 &&
    replicas === (told ?? replicas) &&
    last.spec.metric === spec.metric &&
    ageMs <= spec.stableWindowMs + KEPT_EVERY_MS;
  if (!isKnown) return undefined;
  const { panicSince, maxPanicReplicas } = after;
  const isPanicking =
    panicSince !== undefined && panicSince + spec.stableWindowMs >= now;
  return {
    stable,
    // The short window is another one by now, unless it was just then.
    panic: ageMs <= spec.panicWindowMs ? panic : stable,
    state: isPanicking
      ? { panicSince, maxPanicReplicas }
      : { maxPanicReplicas: 0 },
  };
}
