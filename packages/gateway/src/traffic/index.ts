export * from './latencyBucket';
export * from './trafficRecord';
export * from './tokenRecord';
export * from './ledger';
export * from './refusalCounts';
export * from './tallies';
export * from './namedKeys';
