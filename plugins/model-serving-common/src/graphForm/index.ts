export * from './toInferenceGraph';
