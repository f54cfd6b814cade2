export * from './ReplicaLog';
export * from './readLogs';
