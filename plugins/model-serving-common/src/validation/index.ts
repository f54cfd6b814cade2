export * from './defaultInferenceService';
export * from './validateInferenceService';
export * from './validateConnection';
export type { ValidationFacts } from './rule';
export { s3PathProblem } from './storageUri';
