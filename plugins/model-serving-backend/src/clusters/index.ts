export * from './types';
export {
  admissionRefusals,
  unknownKind,
  withVersionOf,
} from './admissionRefusals';
export { DriverCluster, isManaged, isNative } from './DriverCluster';
export { DriverTypes } from './DriverTypes';
export { AuthorizedClusters } from './AuthorizedClusters';
export { ConfiguredClusters } from './ConfiguredClusters';
export type { ConfiguredClustersOptions } from './ConfiguredClusters';
export type { RunningCluster } from './RunningCluster';
export { demandConfigured } from './demandConfigured';
export { eventsOf } from './eventsOf';
export { forgotten } from './forgotten';
export { connectionCredentials } from './connectionCredentials';
export { recordShutdownSignal } from './ShutdownSignal';
export type { ShutdownSignal } from './ShutdownSignal';
export { shutdownMode } from './shutdownMode';
