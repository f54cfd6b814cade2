import { ComponentName } from '../resources';
import { GuardTrip } from '../status/types';

/** Body of `POST …/canary`: how much of a component's traffic its newest revision is to have. @public */
export interface CanaryShare {
  /** Percent, 0 to 100: 0 takes all traffic from it and leaves it running, 100 promotes it. */
  readonly percent: number;
  /** Absent: the predictor. */
  readonly component?: ComponentName;
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
  /** The canary's share as it is asked for. */
  readonly percent: number;
  /** Why the canary has no traffic though it is to have some. */
  readonly guard?: GuardTrip;
  /** What is rolled out, then its canary. */
  readonly revisions: readonly RevisionShare[];
}

/** One side of a split. @public */
export interface RevisionShare {
  readonly name: string;
  readonly isCanary: boolean;
  /** As configured. */
  readonly percent: number;
  /** Answered. Absent: not measured. */
  readonly requests?: number;
  /** Of the requests of both; absent where there were none. */
  readonly observedPercent?: number;
  /** Of its requests. */
  readonly errorRatio?: number;
  readonly p95Ms?: number;
}
