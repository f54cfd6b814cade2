export * from './snapshot';
export * from './control';
export * from './graph';
