export { EventBook } from './EventBook';
export { EventWatches } from './EventWatches';
export type { EventWatchesOptions } from './EventWatches';
export { ofRevisions } from './ofRevisions';
