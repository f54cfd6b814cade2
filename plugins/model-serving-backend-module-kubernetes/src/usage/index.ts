export type { PodUsage } from './podUsage';
export { UsageWatch } from './UsageWatch';
export type { UsageWatchOptions } from './UsageWatch';
