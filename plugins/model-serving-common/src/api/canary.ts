import { ComponentName } from '../resources';
import { GuardTrip } from '../status/types';

/** Body of `POST …/canary`: how much of a component's traffic its newest revision is to have. @public */
export interface CanaryShare {
  /** Percent, 0 to 100: 0 takes all traffic from it and leaves it running, 100 promotes it. */
  readonly percent: number;
  /** Absent: the predictor. */
  readonly component?: ComponentName;
  /**
   * One of the canaries that the spec names, in place of the newest revision: 100 makes it the stable predictor, 0 leaves it
   * running without traffic.
   */
  readonly canary?: string;
  /** With `canary`: it leaves the spec, and its replicas end. `percent` is 0 then. */
  readonly isDropped?: boolean;
  /**
   * The guard stopped it, and it is to go on with the share that it was to have, which `percent` repeats: what the guard
   * found so far counts no more.
   */
  readonly isAllowedAgain?: boolean;
}

/** Answer of `GET …/traffic`: how the traffic is split, and how it was. @public */
export interface DeploymentTraffic {
  /** Components whose traffic is split; one whose newest revision has all of it is not among them. */
  readonly items: readonly ComponentSplit[];
}

/** The split of one component. @public */
export interface ComponentSplit {
  readonly component: ComponentName;
  /** ISO 8601: what is measured counts from here, five minutes at most. Absent: this backend does not measure. */
  readonly since?: string;
  /** The share of all canaries as it is asked for. */
  readonly percent: number;
  /** Why the newest revision has no traffic though it is to have some. */
  readonly guard?: GuardTrip;
  /** The newest revision gets all traffic step by step. */
  readonly rollout?: RolloutProgress;
  /** What is rolled out, then its canaries. */
  readonly revisions: readonly RevisionShare[];
}

/** A gradual rollout under way. @public */
export interface RolloutProgress {
  /** ISO 8601 */
  readonly startedAt: string;
  /** ISO 8601; when the newest revision will have everything. Absent: it does not serve yet. */
  readonly endsAt?: string;
  /** What it gets with each step, in percent of the traffic. */
  readonly stepPercent?: number;
  readonly stepMs?: number;
}

/** One side of a split. @public */
export interface RevisionShare {
  readonly name: string;
  readonly isCanary: boolean;
  /** As configured. */
  readonly percent: number;
  /** Its name, if it is one of the canaries that the spec names. */
  readonly canary?: string;
  /** Of a named canary: the share that the spec asks for. */
  readonly askedPercent?: number;
  /** Why a named canary has no traffic though it is to have some. */
  readonly guard?: GuardTrip;
  /** Answered. Absent: not measured. */
  readonly requests?: number;
  /** Of the requests of both; absent where there were none. */
  readonly observedPercent?: number;
  /** Of its requests. */
  readonly errorRatio?: number;
  readonly p95Ms?: number;
}
