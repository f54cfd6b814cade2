export { Batcher } from './batcher';
export type { BatchPlace } from './batcher';
export { batchFormOf } from './batchFormOf';
export { batchKey } from './batchKey';
export type { BatchAnswer, BatchMember, BatchPart, ReadyBatch } from './types';
