export * from './exampleModels';
export * from './httpClient';
export * from './fakeModel';
export * from './onnxModels';
export * from './program';
export * from './grpcClient';
export * from './servedModel';
