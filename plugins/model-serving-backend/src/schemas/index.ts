export * from './ResourceSchemas';
export type * from './types';
