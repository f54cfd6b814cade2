export { CanaryWatch } from './CanaryWatch';
export type { WatchedRevision, WatchedSplit } from './CanaryWatch';
export { isServing } from './isServing';
export { tripsOf } from './tripsOf';
export type { TrafficTotals } from './RevisionTraffic';
