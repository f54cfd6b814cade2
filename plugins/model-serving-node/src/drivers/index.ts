export * from './types';
export * from './managedTypes';
export * from './extensionPoint';
