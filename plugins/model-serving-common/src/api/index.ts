export * from './types';
export * from './routes';
