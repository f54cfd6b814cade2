export * from './ConfigurationLine';
export * from './assemblePod';
export * from './modelUri';
export * from './isStopped';
export { componentNameOf } from './podMetadata';
