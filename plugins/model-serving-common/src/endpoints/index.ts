export * from './types';
export * from './hostName';
export { endpointsOf } from './endpointsOf';
export * from './reportedEndpoints';
export { explainPath, inferPath } from './inferPath';
export * from './openAi';
export { sampleRequest } from './sampleRequest';
export * from './snippets';
export * from './openApiDocument';
