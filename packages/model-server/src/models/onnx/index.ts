export * from './onnxModel';
