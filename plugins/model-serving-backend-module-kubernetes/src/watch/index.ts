export { ObjectCache } from './ObjectCache';
export type { ObjectCacheListener, ObjectCacheOptions } from './ObjectCache';
export { Pulse } from './Pulse';
export { WatchHealth } from './WatchHealth';
export { lossesOf } from './lossesOf';
export type { WatchLosses } from './lossesOf';
export type { WatchScope } from './WatchScope';
