export * from './types';
export * from './refusal';
export * from './writeRefusal';
export * from './exchange';
export * from './responder';
export * from './revisionCall';
export * from './revisionBatcher';
