export { admit } from './admit';
export { BatchCall } from './batchCall';
export type { BatchOutcome } from './batchCall';
export { chooseBranch } from './chooseBranch';
export { chooseTarget } from './chooseTarget';
export * from './revisionBatcher';
export * from './revisionCall';
export { isForsaken } from './wait';
