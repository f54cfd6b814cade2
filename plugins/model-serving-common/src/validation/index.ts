export * from './defaultInferenceService';
export * from './validateInferenceService';
export * from './validateConnection';
export * from './withoutUnknownFields';
export type { ValidationFacts } from './rule';
export { s3PathProblem } from './storageUri';
export * from './environmentNameProblem';
