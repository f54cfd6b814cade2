export * from './types';
export * from './refusal';
export * from './writeRefusal';
export * from './exchange';
export * from './responder';
export { isForsaken, RevisionBatcher } from './calls';
export { Shadows } from './shadow';
