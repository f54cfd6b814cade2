export { ClusterSize } from './ClusterSize';
