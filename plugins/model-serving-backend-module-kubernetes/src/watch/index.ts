export { ObjectCache } from './ObjectCache';
export type { ObjectCacheListener } from './ObjectCache';
