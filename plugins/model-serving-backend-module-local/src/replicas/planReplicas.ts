import { isRunning } from './replicaAfter';
import { EndReason, ReplicaState } from './state';

/** Limits of the rules, in ms. */
export interface ReplicaLimits {
  /** From the start of a process to its first readiness. */
  readonly startBudgetMs: number;
  /** From unready to being replaced. Long enough for a server that computes without answering. */
  readonly unreadyGraceMs: number;
  /** How long a draining replica waits for word that no gateway sends it new requests. */
  readonly drainLimitMs: number;
  /** From SIGTERM to SIGKILL. */
  readonly stopGraceMs: number;
}

/** Everything the plan for one revision depends on. */
export interface ReplicaWorld {
  readonly desired: number;
  /** The model is here and the program may be started. */
  readonly canStart: boolean;
  readonly replicas: readonly ReplicaState[];
  readonly limits: ReplicaLimits;
  readonly now: number;
}

/** One effect. Each may be repeated. */
export type ReplicaStep =
  | { readonly do: 'create' }
  | { readonly do: 'launch'; readonly id: string }
  | { readonly do: 'drain'; readonly id: string }
  | { readonly do: 'keep'; readonly id: string }
  /** SIGTERM for `Stopped`, SIGKILL for all else: a process that failed has nothing to finish. */
  | { readonly do: 'end'; readonly id: string; readonly reason: EndReason }
  | { readonly do: 'kill'; readonly id: string }
  | { readonly do: 'forget'; readonly id: string };

/** What to do now, and when to look again if nothing happens before. */
export interface ReplicaPlan {
  readonly steps: readonly ReplicaStep[];
  readonly wakeAt?: number;
}

/**
 * What brings the replicas of a revision to the number that is wanted, and each of them back to health.
 * Sources: reference/dataplane.md §3, reference/toolchain.md §7.
 */
export function planReplicas(world: ReplicaWorld): ReplicaPlan {
  const sized = planSize(world);
  const each = world.replicas.map(replica => planReplica(replica, world));
  const wakes = each.flatMap(({ wakeAt }) => wakeAt ?? []);
  return {
    steps: [...sized, ...each.flatMap(({ step }) => step ?? [])],
    ...(wakes.length > 0 ? { wakeAt: Math.min(...wakes) } : {}),
  };
}

function planSize({ desired, replicas }: ReplicaWorld): ReplicaStep[] {
  const alive = replicas.filter(({ phase }) => phase !== 'ended');
  const staying = alive.filter(({ draining }) => !draining);
  const missing = desired - staying.length;
  if (missing < 0) {
    return [...staying]
      .sort(firstToGo)
      .slice(0, -missing)
      .map(({ id }) => ({ do: 'drain', id }));
  }
  // One that drains but has not been told to end is the cheapest replica there is.
  const kept = alive
    .filter(({ draining, ending }) => draining && !ending)
    .slice(0, missing);
  return [
    ...kept.map(({ id }): ReplicaStep => ({ do: 'keep', id })),
    ...Array.from(
      { length: missing - kept.length },
      (): ReplicaStep => ({ do: 'create' }),
    ),
  ];
}

/** Those that serve nobody go first, then the youngest process: one that has just been started anew has run least. */
function firstToGo(a: ReplicaState, b: ReplicaState): number {
  const order = ['waiting', 'starting', 'unready', 'ready'];
  return (
    order.indexOf(a.phase) - order.indexOf(b.phase) ||
    startOf(b) - startOf(a) ||
    b.createdAt - a.createdAt
  );
}

function startOf({ startedAt, createdAt }: ReplicaState): number {
  return startedAt ?? createdAt;
}

function planReplica(
  replica: ReplicaState,
  { canStart, limits, now }: ReplicaWorld,
): { readonly step?: ReplicaStep; readonly wakeAt?: number } {
  const { id, phase, draining, ending } = replica;
  const at = (time: number, step: ReplicaStep) =>
    time <= now ? { step } : { wakeAt: time };
  if (phase === 'ended') return { step: { do: 'forget', id } };
  if (phase === 'waiting') {
    if (draining) return { step: { do: 'forget', id } };
    return canStart ? at(replica.nextStartAt, { do: 'launch', id }) : {};
  }
  if (ending) {
    return ending.killed
      ? {}
      : at(ending.since + limits.stopGraceMs, { do: 'kill', id });
  }
  if (isOverLimit(replica)) {
    return { step: { do: 'end', id, reason: 'OOMKilled' } };
  }
  if (draining) {
    const due = draining.drained ? now : draining.since + limits.drainLimitMs;
    return at(due, { do: 'end', id, reason: 'Stopped' });
  }
  if (phase === 'starting' && replica.startedAt !== undefined) {
    const due = replica.startedAt + limits.startBudgetMs;
    return at(due, { do: 'end', id, reason: 'StartTimeout' });
  }
  if (phase === 'unready' && replica.unreadyAt !== undefined) {
    const due = replica.unreadyAt + limits.unreadyGraceMs;
    return at(due, { do: 'end', id, reason: 'ProbeFailing' });
  }
  return {};
}

function isOverLimit(replica: ReplicaState): boolean {
  const { memoryBytes, memoryLimitBytes } = replica;
  return (
    isRunning(replica) &&
    memoryBytes !== undefined &&
    memoryLimitBytes !== undefined &&
    memoryBytes > memoryLimitBytes
  );
}
