export { restoredMetadata } from './restoredMetadata';
export { WriteHistory } from './WriteHistory';
