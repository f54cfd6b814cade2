export * from './latencyBucket';
export * from './trafficRecord';
export * from './tokenRecord';
export * from './ledger';
export * from './tallies';
export * from './namedKeys';
