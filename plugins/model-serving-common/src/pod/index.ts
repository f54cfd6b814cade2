export * from './ConfigurationLine';
export * from './assemblePod';
export * from './modelUri';
export * from './isStopped';
export { loggedWords } from './payloadLines';
export { componentNameOf } from './podMetadata';
