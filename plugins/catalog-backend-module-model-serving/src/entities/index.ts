export * from './deploymentEntities';
export * from './connectionEntity';
export * from './runtimeEntity';
export * from './graphEntities';
