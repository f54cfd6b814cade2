export * from './Catalog';
export * from './Deployments';
export * from './SampleBucket';
export * from './Scaffolder';
export * from './TestPortal';
export * from './misbehavior';
export * from './until';
