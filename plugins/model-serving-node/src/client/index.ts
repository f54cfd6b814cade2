export * from './types';
export { modelServingServiceRef } from './modelServingServiceRef';
