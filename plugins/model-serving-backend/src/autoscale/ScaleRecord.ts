import type { Activity } from './bound';
import type { ScaleExplanation } from './decide';
import type { ComponentScale } from './scaleSpecOf';

/** One look at a revision with all that was decided from: who has the record can decide again, and must decide the same. */
export interface ScaleRecord {
  /** ms since epoch */
  readonly at: number;
  readonly spec: ComponentScale;
  readonly ready: number;
  readonly inflight: number;
  /** Averages of the metric over both windows; undefined: nothing was measured. */
  readonly stable?: number;
  readonly panic?: number;
  /** By the requests alone; undefined: nothing could be decided. */
  readonly desired?: number;
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
}
