export * from './types';
export * from './checkRequest';
export * from './host';
export * from './descriptions';
