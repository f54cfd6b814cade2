export * from './types';
export * from './native';
