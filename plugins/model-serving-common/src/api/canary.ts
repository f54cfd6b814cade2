import { ComponentName } from '../resources';

/** Body of `POST …/canary`: how much of a component's traffic its newest revision is to have. @public */
export interface CanaryShare {
  /** Percent, 0 to 100: 0 takes all traffic from it and leaves it running, 100 promotes it. */
  readonly percent: number;
  /** Absent: the predictor. */
  readonly component?: ComponentName;
}
