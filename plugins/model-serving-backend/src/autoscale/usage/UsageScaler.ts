import type { ReplicaRequests, UsageReplica, UsageScale } from './types';
import type { UsageMemory, UsageRecord } from './UsageRecord';
import { firstUsageMemory, usageStep } from './usageStep';

/** Kubernetes' `horizontal-pod-autoscaler-sync-period`. */
const SYNC_MS = 15_000;
/** Looks that are kept of a revision: ten minutes. */
const KEPT_RECORDS = 40;

/** The memory of one revision that is scaled by usage; all that it decides comes from {@link usageStep}. */
export class UsageScaler {
  #spec: UsageScale;
  readonly #requests: ReplicaRequests;
  #memory: UsageMemory;
  #lookedAt = Number.NEGATIVE_INFINITY;
  readonly #records: UsageRecord[] = [];

  constructor(
    spec: UsageScale,
    {
      now,
      told,
      requests,
    }: {
      readonly now: number;
      readonly told?: number;
      readonly requests: ReplicaRequests;
    },
  ) {
    this.#spec = spec;
    this.#requests = requests;
    this.#memory = firstUsageMemory(spec, {
      now,
      ...(told === undefined ? {} : { told }),
    });
  }

  /** What the cluster should have. */
  get replicas(): number {
    return this.#memory.replicas;
  }

  /** The last looks, oldest first. */
  get records(): readonly UsageRecord[] {
    return this.#records;
  }

  /** What is asked for changed: bounds hold at once, all else with the next look. */
  configure(spec: UsageScale, now: number): void {
    this.#spec = spec;
    const { replicas, changes } = this.#memory;
    const within = Math.min(spec.maxScale, Math.max(spec.minScale, replicas));
    if (within === replicas) return;
    this.#memory = {
      ...this.#memory,
      replicas: within,
      changes: [...changes, { at: now, change: within - replicas }],
    };
  }

  /** Looks again, if it is time to; undefined: it is not. */
  tick(now: number, pods: readonly UsageReplica[]): UsageRecord | undefined {
    // A clock that was set back must not end its looks.
    if (Math.abs(now - this.#lookedAt) < SYNC_MS) return undefined;
    this.#lookedAt = now;
    const record = usageStep({
      at: now,
      spec: this.#spec,
      requests: this.#requests,
      pods,
      before: this.#memory,
    });
    this.#memory = record.after;
    this.#records.push(record);
    if (this.#records.length > KEPT_RECORDS) this.#records.shift();
    return record;
  }
}
