export * from './explainUsage';
export * from './replicaUsage';
export * from './types';
export * from './UsageRecord';
export * from './UsageScaler';
export * from './usageScaleOf';
export * from './usageStep';
