/** Whether a revision serves: Knative's Active condition. */
export type Activity = 'active' | 'activating' | 'inactive';

/** What bounds a decision. */
export interface BoundInput {
  /** As decided; negative: not known. */
  readonly desired: number;
  /** Replicas that it was told to have. */
  readonly current: number;
  readonly minScale: number;
  /** 0: no bound. */
  readonly maxScale: number;
  readonly initialScale: number;
  /** It once had as many replicas as it starts with. */
  readonly isInitialized: boolean;
  readonly isReachable: boolean;
  readonly activity: Activity;
  /** Since `activity` last changed. */
  readonly activityMs: number;
  /** Since every gateway worker confirmed that it is the way to the revision; undefined: they have not. */
  readonly proxyMs: number | undefined;
  readonly enableScaleToZero: boolean;
  readonly stableWindowMs: number;
  readonly graceMs: number;
  readonly retentionMs: number;
  readonly progressDeadlineMs: number;
}

/** How many replicas to have now. */
export interface BoundScale {
  /** −1: not known. */
  readonly want: number;
  /** Whether to tell the cluster. */
  readonly apply: boolean;
  /** ms; absent: the next tick is soon enough. */
  readonly comeBackMs?: number;
}

/** A start that takes longer has failed. */
const ACTIVATION_BUFFER_MS = 30_000;
/** The confirmation of the gateways is looked for once a second. */
const PROBE_MS = 1_000;

/**
 * Bounds of a decision, and the careful way to zero: first the revision stops being called active while the gateway is the
 * only way to it, then a grace passes, then its last replica goes. Source: Knative `scaler.scale`; autoscaling.md §5.
 */
export function bound(input: BoundInput): BoundScale {
  const { desired, activity, current } = input;
  if (desired < 0 && activity !== 'activating') {
    return { want: desired, apply: false };
  }
  const want = withinBounds(input);
  if (want !== 0) return { want, apply: want !== current };
  return toZero(input);
}

function withinBounds(input: BoundInput): number {
  const { desired, isReachable, initialScale, isInitialized, maxScale } = input;
  let min = isReachable ? input.minScale : 0;
  if (initialScale > 1 && !isInitialized && isReachable) {
    min = Math.max(min, initialScale);
  }
  if (desired < min) return min;
  return maxScale !== 0 && desired > maxScale ? maxScale : Math.max(0, desired);
}

function toZero(input: BoundInput): BoundScale {
  const { current, activity, activityMs, proxyMs, stableWindowMs } = input;
  if (!input.enableScaleToZero) return { want: 1, apply: current !== 1 };
  switch (activity) {
    case 'activating': {
      const limit = input.progressDeadlineMs + ACTIVATION_BUFFER_MS;
      return activityMs > limit
        ? { want: 0, apply: true }
        : { want: -1, apply: false, comeBackMs: limit - activityMs + 1 };
    }
    case 'active':
      if (activityMs >= stableWindowMs) {
        return {
          want: 0,
          apply: false,
          ...(proxyMs === undefined ? {} : { comeBackMs: 3_000 }),
        };
      }
      return {
        want: 1,
        apply: current !== 1,
        comeBackMs: stableWindowMs - activityMs,
      };
    default:
      return inactiveToZero(input);
  }
}

function inactiveToZero(input: BoundInput): BoundScale {
  const { activityMs, proxyMs, graceMs } = input;
  if (proxyMs === undefined) {
    return { want: 0, apply: false, comeBackMs: PROBE_MS };
  }
  const retentionMs = input.isReachable ? input.retentionMs : 0;
  const wholeWait = Math.max(graceMs, retentionMs);
  if (activityMs >= wholeWait) return { want: 0, apply: true };
  if (retentionMs > 0 && activityMs < retentionMs) {
    return { want: 0, apply: false, comeBackMs: retentionMs - activityMs };
  }
  if (proxyMs >= graceMs) return { want: 0, apply: true };
  return { want: 0, apply: false, comeBackMs: graceMs - proxyMs };
}

/** Whether the revision serves after a decision. Source: autoscaling.md §6. */
export function activityAfter(input: {
  readonly want: number;
  readonly ready: number;
  readonly minScale: number;
  readonly initialScale: number;
  readonly isInitialized: boolean;
  readonly before: Activity;
}): { readonly activity: Activity; readonly reason?: string } {
  const { want, ready, minScale, initialScale, isInitialized, before } = input;
  const minReady = isInitialized
    ? Math.max(minScale, 1)
    : Math.max(minScale, initialScale);
  if (want === 0 || minReady === 0) {
    return {
      activity: 'inactive',
      reason:
        before === 'activating' && minReady > 0 ? 'TimedOut' : 'NoTraffic',
    };
  }
  if (want < 0 && before === 'inactive') {
    return ready < minReady
      ? { activity: 'inactive', reason: 'NoTraffic' }
      : { activity: 'inactive' };
  }
  return ready < minReady
    ? { activity: 'activating', reason: 'Queued' }
    : { activity: 'active' };
}
