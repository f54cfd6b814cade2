export * from './types';
export { DriverTypes } from './DriverTypes';
export { ConfiguredClusters } from './ConfiguredClusters';
export type { ConfiguredClustersOptions } from './ConfiguredClusters';
export type { RunningCluster } from './RunningCluster';
export { recordShutdownSignal } from './ShutdownSignal';
export { shutdownMode } from './shutdownMode';
