export * from './types';
export { LeaseLostError } from './LeaseLostError';
export { DatabaseStores } from './DatabaseStores';
export type { DatabaseStoresOptions } from './DatabaseStores';
export { mergeHistograms, partKey, rollUp } from './samples';
export type { PartKind } from './samples';
export {
  connectionNames,
  describeRef,
  mirroredForm,
  nameTaken,
  staleWrite,
  writeShares,
  writesBetween,
} from './resources';
export { onceByKey } from './onceByKey';
export { ownedConnections } from './ownedConnections';
export { reachedConnection } from './reachedConnection';
