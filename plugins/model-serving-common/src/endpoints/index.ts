export * from './hostName';
export * from './endpointsOf';
export { inferPath } from './inferPath';
export { sampleRequest } from './sampleRequest';
export * from './snippets';
export * from './openApiDocument';
