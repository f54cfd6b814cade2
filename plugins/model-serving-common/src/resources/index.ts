export * from './meta';
export * from './pod';
export * from './inferenceService';
export * from './servingRuntime';
export * from './connection';
