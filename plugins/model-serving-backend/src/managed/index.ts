export { ClusterResourceStore } from './ClusterResourceStore';
export type { ClusterResourceStoreOptions } from './ClusterResourceStore';
