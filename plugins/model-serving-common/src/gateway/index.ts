export * from './snapshot';
export * from './control';
