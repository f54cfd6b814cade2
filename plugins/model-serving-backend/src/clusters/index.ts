export * from './types';
export { DriverTypes } from './DriverTypes';
export { ConfiguredClusters } from './ConfiguredClusters';
export type { ConfiguredClustersOptions } from './ConfiguredClusters';
export type { RunningCluster } from './RunningCluster';
export { connectionCredentials } from './connectionCredentials';
export { recordShutdownSignal } from './ShutdownSignal';
export type { ShutdownSignal } from './ShutdownSignal';
export { shutdownMode } from './shutdownMode';
