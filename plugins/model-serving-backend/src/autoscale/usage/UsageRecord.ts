import type { RateReason, ScaleChange } from './hpaRate';
import type { UsageProposal } from './hpaReplicas';
import type { Recommendation } from './hpaStabilize';
import type { ReplicaRequests, UsageReplica, UsageScale } from './types';

/** What one look leaves for the next. */
export interface UsageMemory {
  /** What the cluster is told to have. */
  readonly replicas: number;
  /** What was called for lately, oldest first. */
  readonly recommendations: readonly Recommendation[];
  /** What came and went lately, oldest first. */
  readonly changes: readonly ScaleChange[];
}

/** All that a decision by usage is made from. */
export interface UsageInputs {
  /** ms since epoch */
  readonly at: number;
  readonly spec: UsageScale;
  readonly requests: ReplicaRequests;
  readonly pods: readonly UsageReplica[];
  readonly before: UsageMemory;
}

/** Why a look came out as it did: Kubernetes' reasons, and that something could not be measured. */
export type UsageReason = RateReason | 'InvalidMetrics' | 'Stabilized';

/**
 * One look at what the replicas of a revision use, with all that was decided from: who has the record can decide again, and
 * must decide the same.
 */
export interface UsageRecord extends UsageInputs {
  readonly kind: 'usage';
  /** By metric, in their order; empty: the bounds alone decided. */
  readonly proposals: readonly UsageProposal[];
  /** The largest of them; undefined: nothing could be decided. */
  readonly desired?: number;
  /** Of the metrics, which called for it. */
  readonly decisive?: number;
  readonly ready: number;
  /** What the cluster is told to have. */
  readonly replicas: number;
  readonly activity: 'active' | 'activating';
  readonly reason: UsageReason;
  readonly after: UsageMemory;
}
