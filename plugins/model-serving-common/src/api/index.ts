export * from './types';
export * from './connections';
export * from './resources';
export * from './runtimes';
export * from './history';
export * from './explain';
export * from './scaling';
export * from './routes';
