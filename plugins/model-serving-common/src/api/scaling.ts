import type { ClusterScaler } from '../facts';
import { ComponentName } from '../resources';

/** Query of `GET …/scaling`. @public */
export interface ScalingQuery {
  /**
   * ISO 8601. Absent: the last looks, one every two seconds (by usage every 15). Given: the decisions since then that are kept for a day — each
   * that changed something, and one a minute while something is measured.
   */
  readonly since?: string;
}

/** Decisions that `GET …/scaling?since=` lists of a component at most: the newest. @public */
export const LISTED_SCALE_DECISIONS = 1_000;

/** Answer of `GET …/scaling`: how requests or usage decide the number of replicas. @public */
export interface DeploymentScaling {
  /** Components whose replicas follow requests or usage; a component with a fixed number is not among them. */
  readonly items: readonly ComponentScaling[];
}

/** One component that is scaled. @public */
export interface ComponentScaling {
  readonly component: ComponentName;
  /** Name of the revision that has the requests. */
  readonly revision: string;
  /** Oldest first, at most {@link SHOWN_SCALE_DECISIONS}, or {@link LISTED_SCALE_DECISIONS}; the last one is what holds now. */
  readonly decisions: readonly ScaleDecisionView[];
  /** An autoscaler of the cluster decides, within bounds: it does not say why. `decisions` are none then. */
  readonly scaledBy?: ClusterScaler & {
    readonly replicas: number;
    readonly min: number;
    readonly max: number;
  };
}

/** Decisions that `GET …/scaling` shows of a component: two minutes. @public */
export const SHOWN_SCALE_DECISIONS = 60;

/** One look at the requests of a revision, or at what its replicas use, with what was decided from it. @public */
export interface ScaleDecisionView {
  /** ISO 8601 */
  readonly at: string;
  /** The decision in one sentence. */
  readonly because: string;
  /** What the cluster is told to have. */
  readonly replicas: number;
  readonly ready: number;
  readonly min: number;
  readonly max: number;
  /** What it was decided by; of several the one that called for the most. */
  readonly metric: 'concurrency' | 'rps' | 'cpu' | 'memory';
  /** What is aimed at per replica, and what that is a share of. Cores of cpu, bytes of memory. */
  readonly target: number;
  readonly total: number;
  /** Averages over the long and the short window, of cpu and memory of each replica now; absent: nothing was measured. */
  readonly stable?: number;
  readonly panic?: number;
  /** By what was measured alone, before bounds. */
  readonly desired?: number;
  readonly activity: 'active' | 'activating' | 'inactive';
  /** ISO 8601; a burst was seen, and nothing ends before. */
  readonly panicUntil?: string;
  /** Of a kept decision: all that it was made from, and what came out. Deciding again from it gives the same. */
  readonly record?: Readonly<Record<string, unknown>>;
}
