export { EventBook } from './EventBook';
export type { EventObject } from './EventBook';
export { EventWatches } from './EventWatches';
export type { EventWatchesOptions } from './EventWatches';
export { ofRevisions } from './ofRevisions';
export { ofRouters } from './ofRouters';
