/**
 * Open Inference Protocol server for one ONNX or XGBoost model.
 *
 * @packageDocumentation
 */
export * from './program';
export * from './InferenceError';
export * from './inference';
export * from './models';
export * from './tensors';
