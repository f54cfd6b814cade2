export { ClusterAutoscalers, SERVED_CLASSES } from './ClusterAutoscalers';
export { ClusterExaminer } from './ClusterExaminer';
export { ClusterSize } from './ClusterSize';
export { discover } from './discover';
