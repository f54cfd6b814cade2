export * from './types';
export * from './node';
export * from './http2';
export * from './front';
