export * from './toInferenceService';
