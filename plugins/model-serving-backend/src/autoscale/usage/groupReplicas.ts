import type { UsageReplica, UsageResource } from './types';

/** A process that starts uses more than it will later: for so long its samples are looked at twice. */
const CPU_INITIALIZATION_MS = 300_000;
/** A replica that was never ready, and has not changed since shortly after its start, never was what people measure. */
const INITIAL_READINESS_MS = 30_000;
/** Time that a sample of CPU is an average of. */
const SAMPLE_WINDOW_MS = 5_000;

/** Replicas as they count for one resource. */
export interface GroupedReplicas {
  /** What each of those that count uses. */
  readonly ready: readonly number[];
  /** How many do not count yet: they start, or their samples are of their start. */
  readonly ignored: number;
  /** How many nobody could measure. */
  readonly missing: number;
}

/**
 * Which replicas count. Source: Kubernetes `groupPods`; autoscaling.md §9.
 * @param now - ms since epoch
 */
export function groupReplicas(
  replicas: readonly UsageReplica[],
  resource: UsageResource,
  now: number,
): GroupedReplicas {
  const ready: number[] = [];
  let ignored = 0;
  let missing = 0;
  for (const replica of replicas) {
    const usage = replica[resource];
    if (replica.state === 'pending') ignored++;
    else if (usage === undefined) missing++;
    else if (resource === 'cpu' && isUnready(replica, now)) ignored++;
    else ready.push(usage);
  }
  return { ready, ignored, missing };
}

function isUnready(
  { state, startedAt, readyChangedAt, measuredAt }: UsageReplica,
  now: number,
): boolean {
  if (startedAt === undefined) return true;
  const changedAt = readyChangedAt ?? startedAt;
  if (startedAt + CPU_INITIALIZATION_MS > now) {
    return (
      state === 'unready' ||
      measuredAt === undefined ||
      measuredAt < changedAt + SAMPLE_WINDOW_MS
    );
  }
  return state === 'unready' && startedAt + INITIAL_READINESS_MS > changedAt;
}
