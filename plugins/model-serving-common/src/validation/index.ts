export * from './defaultInferenceService';
export * from './validateInferenceService';
export * from './validateConnection';
export * from './rivalNames';
export type { ModelCache } from './localModel';
export type { ValidationFacts } from './rule';
export { s3PathProblem } from './storageUri';
export * from './environmentNameProblem';
