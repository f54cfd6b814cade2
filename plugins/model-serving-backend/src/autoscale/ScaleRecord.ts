import type { Activity } from './bound';
import type { ScaleExplanation } from './decide';
import type { ComponentScale } from './scaleSpecOf';
import type { UsageRecord } from './usage';

/** What one look at a revision leaves for the next. Times are ms since epoch. */
export interface ScaleMemory {
  /** What the cluster is told to have. */
  readonly replicas: number;
  readonly activity: Activity;
  readonly activitySince: number;
  /** It had as many replicas as it starts with. */
  readonly isInitialized: boolean;
  /** Every gateway holds its requests while it has no replica; undefined: they do not. */
  readonly heldSince?: number;
  /** Undefined: not in panic. */
  readonly panicSince?: number;
  /** Largest number of replicas wanted during this panic. */
  readonly maxPanicReplicas: number;
}

/** A look at a revision: at its requests, or at what its replicas use. */
export type AnyScaleRecord = ScaleRecord | UsageRecord;

/** All that a decision is made from. */
export interface ScaleInputs {
  /** ms since epoch */
  readonly at: number;
  readonly spec: ComponentScale;
  readonly ready: number;
  /** Requests in flight or waiting, as last heard. */
  readonly inflight: number;
  /** Every gateway would hold its requests if it had no replica. */
  readonly isHeld: boolean;
  /** Averages of the metric over both windows; undefined: nothing was measured. */
  readonly stable?: number;
  readonly panic?: number;
  /** Most that was wanted within the delay of scaling down; undefined: there is no delay. */
  readonly delayed?: number;
  readonly before: ScaleMemory;
}

/** One look at the requests of a revision with all that was decided from: who has the record can decide again, and must decide the same. */
export interface ScaleRecord extends ScaleInputs {
  /** Absent: what is of another kind says so. */
  readonly kind?: undefined;
  /** By the requests alone; undefined: nothing could be decided. */
  readonly desired?: number;
  /** The same before it was delayed. */
  readonly undelayed?: number;
  readonly excessBurstCapacity?: number;
  readonly explanation?: ScaleExplanation;
  /** ms since epoch until when nothing falls, if the load stays below the threshold. */
  readonly panicUntil?: number;
  /** Within bounds; −1: not known. */
  readonly want: number;
  /** What the cluster is told to have. */
  readonly replicas: number;
  readonly activity: Activity;
  readonly reason?: string;
  readonly after: ScaleMemory;
}
