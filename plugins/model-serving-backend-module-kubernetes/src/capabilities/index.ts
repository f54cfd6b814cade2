export { ClusterExaminer } from './ClusterExaminer';
export { ClusterSize } from './ClusterSize';
