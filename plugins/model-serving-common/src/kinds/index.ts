export * from './validateServingRuntime';
export * from './validateInferenceGraph';
export * from './validateTrainedModel';
export * from './trainedModelConditions';
export * from './validateLocalModel';
export * from './validateLlmInferenceService';
export * from './inferenceServiceForLlm';
export * from './kindSupport';
