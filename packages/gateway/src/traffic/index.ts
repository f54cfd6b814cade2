export * from './latencyBucket';
export * from './trafficRecord';
export * from './ledger';
