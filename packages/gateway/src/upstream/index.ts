export * from './types';
export * from './native';
export * from './http2';
