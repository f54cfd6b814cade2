import type { ScalingBehavior } from '@greenroom/backstage-plugin-model-serving-common';

/** What replicas are measured by. */
export type UsageResource = 'cpu' | 'memory';

/** One thing that a component is scaled by. */
export type UsageMetric =
  | {
      readonly resource: UsageResource;
      /** Percent of what replicas ask for. */
      readonly utilization: number;
    }
  | {
      readonly resource: UsageResource;
      /** Cores or bytes of each replica. */
      readonly averageValue: number;
    };

/** How a component is scaled by what its replicas use: what is asked for, with Kubernetes' defaults where nothing is. */
export interface UsageScale {
  readonly kind: 'usage';
  readonly metrics: readonly UsageMetric[];
  /** ≥ 1: nobody would start the first replica, as one that is not there uses nothing. */
  readonly minScale: number;
  /** ≥ `minScale` */
  readonly maxScale: number;
  readonly behavior: ScalingBehavior;
}

/** What replicas of a revision ask for; absent: its containers do not all say. */
export interface ReplicaRequests {
  /** Cores. */
  readonly cpu?: number;
  /** Bytes. */
  readonly memory?: number;
}

/** A replica as far as scaling by usage goes: a pod, for Kubernetes. Times are ms since epoch. */
export interface UsageReplica {
  /** pending: it has no process yet. One that ends or has ended is not among them. */
  readonly state: 'pending' | 'ready' | 'unready';
  readonly startedAt?: number;
  /** When it became ready, or ceased to be; absent: it never was. */
  readonly readyChangedAt?: number;
  /** When it was measured, as an average since the last time. */
  readonly measuredAt?: number;
  /** Cores. */
  readonly cpu?: number;
  /** Bytes. */
  readonly memory?: number;
}
