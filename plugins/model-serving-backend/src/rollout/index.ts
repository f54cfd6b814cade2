export { CanaryWatch } from './CanaryWatch';
export type { WatchedRevision, WatchedSplit } from './CanaryWatch';
export {
  ALL_TRAFFIC,
  endOf,
  isWhole,
  stepped,
  whenServed,
  withRevision,
} from './gradualRollout';
export { isServing } from './isServing';
export { tripsOf } from './tripsOf';
export type { TrafficTotals } from './RevisionTraffic';
