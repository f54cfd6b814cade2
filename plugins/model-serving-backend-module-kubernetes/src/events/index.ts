export { EventBook } from './EventBook';
export { EventWatches } from './EventWatches';
export { ofRevisions } from './ofRevisions';
