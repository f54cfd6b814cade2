import { activityAfter, bound } from './bound';
import { decide, initialScaleState } from './decide';
import { optional } from './optional';
import type { ResumedScale } from './resume';
import type { ScaleInputs, ScaleMemory, ScaleRecord } from './ScaleRecord';
import type { ComponentScale } from './scaleSpecOf';

/** Knative's default of `progress-deadline`. */
const PROGRESS_DEADLINE_MS = 600_000;

/**
 * One look at a revision: what its requests call for, within bounds, and what is remembered for the next look. The same
 * inputs give the same record, whoever decides, and whenever.
 */
export function scaleStep(inputs: ScaleInputs): ScaleRecord {
  const { at, spec, ready, inflight } = inputs;
  const before = noted(inputs);
  const decision = decide({ ...spec, isReachable: true }, before, {
    now: at,
    ready,
    ...optional('stable', inputs.stable),
    ...optional('panic', inputs.panic),
  });
  const undelayed = decision.isValid ? decision.desired : undefined;
  const desired =
    undelayed === undefined
      ? undefined
      : Math.max(undelayed, inputs.delayed ?? 0);
  const scale = bound({
    ...spec,
    desired: desired ?? -1,
    current: before.replicas,
    isInitialized: before.isInitialized,
    isReachable: true,
    activity: before.activity,
    activityMs: at - before.activitySince,
    proxyMs:
      before.heldSince === undefined
        ? undefined
        : at - Math.max(before.heldSince, before.activitySince),
    progressDeadlineMs: deadlineOf(inputs),
  });
  // Never under a request. One that never was ready shows why instead of giving up.
  const mayEmpty = inflight === 0 && before.isInitialized;
  const replicas =
    scale.apply && (scale.want > 0 || mayEmpty || hasTimedOut(before, inputs))
      ? scale.want
      : before.replicas;
  const { activity, reason } = activityAfter({
    want: scale.want,
    ready,
    minScale: spec.minScale,
    initialScale: spec.initialScale,
    isInitialized: before.isInitialized,
    before: before.activity,
  });
  const { panicSince, maxPanicReplicas } = decision.state;
  return {
    ...inputs,
    ...(desired === undefined
      ? {}
      : { desired, excessBurstCapacity: decision.excessBurstCapacity }),
    ...optional('undelayed', undelayed),
    ...optional('explanation', decision.explanation),
    ...optional(
      'panicUntil',
      panicSince === undefined ? undefined : panicSince + spec.stableWindowMs,
    ),
    want: scale.want,
    replicas,
    activity,
    ...optional('reason', reason),
    after: {
      replicas,
      activity,
      activitySince: activity === before.activity ? before.activitySince : at,
      isInitialized: before.isInitialized,
      ...optional('heldSince', before.heldSince),
      ...optional('panicSince', panicSince),
      maxPanicReplicas,
    },
  };
}

/** What is known of a revision when somebody begins to scale it. */
export interface ScaleStart {
  readonly now: number;
  /** Replicas that it was told to have; undefined: nobody knows. */
  readonly told?: number;
  readonly ready: number;
  /** It has had a ready replica since it was last started. */
  readonly isInitialized: boolean;
  /** What is known of the load before; undefined: nothing. */
  readonly resumed?: ResumedScale;
}

/**
 * The memory to begin with. Where nothing is known of the load, more than one replica, ready or told to be, means that there was some,
 * and nothing falls before a whole window was seen.
 */
export function firstMemory(
  spec: ComponentScale,
  { now, told, ready, isInitialized, resumed }: ScaleStart,
): ScaleMemory {
  const least = isInitialized
    ? spec.minScale
    : Math.max(spec.minScale, spec.initialScale);
  const replicas = Math.min(spec.maxScale, Math.max(told ?? 0, least));
  let activity: ScaleMemory['activity'] = 'active';
  if (ready === 0) activity = replicas === 0 ? 'inactive' : 'activating';
  return {
    replicas,
    activity,
    activitySince: now,
    isInitialized,
    ...(resumed?.state ??
      initialScaleState(now, Math.max(ready, Math.min(told ?? 0, replicas)))),
  };
}

/** The memory with what is seen now. */
function noted({ at, spec, ready, isHeld, before }: ScaleInputs): ScaleMemory {
  const { heldSince, ...rest } = before;
  return {
    ...rest,
    isInitialized:
      before.isInitialized ||
      ready >= Math.max(1, spec.minScale, spec.initialScale),
    ...(isHeld ? { heldSince: heldSince ?? at } : {}),
  };
}

function hasTimedOut(memory: ScaleMemory, inputs: ScaleInputs): boolean {
  return (
    memory.isInitialized &&
    memory.activity === 'activating' &&
    inputs.at - memory.activitySince > deadlineOf(inputs)
  );
}

function deadlineOf({ spec }: Pick<ScaleInputs, 'spec'>): number {
  return spec.progressDeadlineMs ?? PROGRESS_DEADLINE_MS;
}
