export * from './types';
export * from './fetchFailure';
export * from './ModelFetch';
export * from './CachedModels';
