export { CanaryWatch } from './CanaryWatch';
export type { WatchedRevision, WatchedSplit } from './CanaryWatch';
export type { TrafficTotals } from './RevisionTraffic';
