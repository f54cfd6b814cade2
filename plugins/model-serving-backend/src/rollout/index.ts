export { CanaryWatch } from './CanaryWatch';
export type {
  SplitService,
  WatchedRevision,
  WatchedSplit,
} from './CanaryWatch';
export {
  ALL_TRAFFIC,
  endOf,
  isWhole,
  stepped,
  whenServed,
  withRevision,
} from './gradualRollout';
export { isServing } from './isServing';
export { stillHeld } from './stillHeld';
export { tripsOf } from './tripsOf';
export { observedTraffic } from './SplitObservation';
export type { SinceTotals, SplitObservation } from './SplitObservation';
export { SplitRecorder } from './SplitRecorder';
export type { SplitWrites } from './SplitRecorder';
