/** How one revision is scaled by its requests. */
export interface ScaleSpec {
  /** Aim per replica, and what a replica can take at most: see `resolveTarget`. */
  readonly target: number;
  readonly total: number;
  readonly stableWindowMs: number;
  /** Share of the aim that the panic window must exceed: 2 for 200 %. */
  readonly panicThreshold: number;
  readonly maxScaleUpRate: number;
  readonly maxScaleDownRate: number;
  /** Replicas to start with when there is anything to do; 0 or 1: no such wish. */
  readonly activationScale: number;
  /** Requests that must find room at once; −1: always through the gateway. */
  readonly targetBurstCapacity: number;
  /** Whether some route points at the revision. */
  readonly isReachable: boolean;
}

/** What one look remembers for the next. */
export interface ScaleState {
  /** ms; undefined: not in panic. */
  readonly panicSince?: number;
  /** Largest number of replicas wanted during this panic. */
  readonly maxPanicReplicas: number;
}

/** What was measured. */
export interface ScaleReading {
  /** ms of a clock that only goes forward. */
  readonly now: number;
  /** Ready replicas. */
  readonly ready: number;
  /** Averages of the metric over both windows; undefined: nothing is known, and nothing changes. */
  readonly stable?: number;
  readonly panic?: number;
}

/** A decision with everything that it was made from. */
export interface ScaleDecision {
  /** False: nothing could be decided; the state stays and nobody is told. */
  readonly isValid: boolean;
  /** Replicas. */
  readonly desired: number;
  /** Requests that would still find room; negative: the gateway must hold. */
  readonly excessBurstCapacity: number;
  readonly state: ScaleState;
  readonly explanation?: ScaleExplanation;
}

/** Why a decision came out as it did. */
export interface ScaleExplanation {
  /** By demand alone, over both windows. */
  readonly stableReplicas: number;
  readonly panicReplicas: number;
  /** Bounds of one step. */
  readonly maxUp: number;
  readonly maxDown: number;
  readonly isPanicking: boolean;
}

/**
 * How many replicas the requests call for: Knative's decision, exactly, in its order and without tolerance. Float noise is
 * part of it (1.1 × 50 needs 56). The window of `scale-down-delay` is applied by its caller, to `desired`.
 *
 * Source: Knative `autoscaler.Scale`; autoscaling.md §4.
 */
export function decide(
  spec: ScaleSpec,
  state: ScaleState,
  reading: ScaleReading,
): ScaleDecision {
  const { now, stable, panic } = reading;
  if (!isMeasured(stable) || !isMeasured(panic)) {
    return { isValid: false, desired: 0, excessBurstCapacity: 0, state };
  }
  const ready = Math.max(1, reading.ready);
  const maxUp = Math.ceil(spec.maxScaleUpRate * ready);
  const maxDown = spec.isReachable
    ? Math.floor(ready / spec.maxScaleDownRate)
    : 0;
  const stableReplicas = Math.ceil(stable / spec.target);
  const panicReplicas = Math.ceil(panic / spec.target);
  const desiredStable = activated(
    spec,
    stableReplicas,
    Math.min(Math.max(stableReplicas, maxDown), maxUp),
  );
  const desiredPanic = activated(
    spec,
    panicReplicas,
    Math.min(Math.max(panicReplicas, maxDown), maxUp),
  );

  const next = panicAfter(spec, state, {
    now,
    isOver: panicReplicas / ready >= spec.panicThreshold,
  });
  const isPanicking = next.panicSince !== undefined;
  const maxPanicReplicas = isPanicking
    ? Math.max(next.maxPanicReplicas, desiredStable, desiredPanic)
    : 0;
  return {
    isValid: true,
    desired: isPanicking ? maxPanicReplicas : desiredStable,
    excessBurstCapacity: excessBurstCapacity(spec, reading.ready, panic),
    state: { ...next, maxPanicReplicas },
    explanation: { stableReplicas, panicReplicas, maxUp, maxDown, isPanicking },
  };
}

/** The state of a control plane that just took over: more than one replica means there was load, so nothing may fall yet. */
export function initialScaleState(now: number, ready: number): ScaleState {
  return ready > 1
    ? { panicSince: now, maxPanicReplicas: ready }
    : { maxPanicReplicas: 0 };
}

/** The first replicas come together, where somebody wishes so: this may exceed the bound of one step. */
function activated(
  { activationScale }: ScaleSpec,
  demand: number,
  desired: number,
): number {
  return activationScale > 1 && demand > 0
    ? Math.max(desired, activationScale)
    : desired;
}

function panicAfter(
  spec: ScaleSpec,
  state: ScaleState,
  { now, isOver }: { now: number; isOver: boolean },
): ScaleState {
  if (isOver) return { ...state, panicSince: now };
  const { panicSince } = state;
  if (panicSince === undefined || panicSince + spec.stableWindowMs >= now) {
    return state;
  }
  return { maxPanicReplicas: 0 };
}

function excessBurstCapacity(
  { targetBurstCapacity, total }: ScaleSpec,
  ready: number,
  panic: number,
): number {
  if (targetBurstCapacity === 0) return 0;
  if (targetBurstCapacity < 0) return -1;
  return Math.floor(ready * total - targetBurstCapacity - panic);
}

/** A sample that cannot be (a step of the clock, a bad report) decides nothing. */
function isMeasured(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value) && value >= 0;
}
