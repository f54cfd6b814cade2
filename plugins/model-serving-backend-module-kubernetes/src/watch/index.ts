export { ObjectCache } from './ObjectCache';
export type { ObjectCacheListener, ObjectCacheOptions } from './ObjectCache';
export { ObjectCaches } from './ObjectCaches';
export type { WatchScope } from './ObjectCaches';
export { Pulse } from './Pulse';
export { WatchHealth } from './WatchHealth';
