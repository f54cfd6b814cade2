export { FakeManagedCluster } from './FakeManagedCluster';
export type { FakeManagedClusterOptions } from './FakeManagedCluster';
