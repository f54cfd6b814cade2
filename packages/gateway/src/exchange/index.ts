export * from './types';
export * from './refusal';
export * from './exchange';
