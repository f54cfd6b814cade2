export * from './histogram';
export * from './serverMetrics';
