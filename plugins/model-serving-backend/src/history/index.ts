export { refusalReason } from './refusalReason';
export { restoredMetadata } from './restoredMetadata';
export { WriteHistory } from './WriteHistory';
