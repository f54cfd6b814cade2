export { Findings } from './Findings';
export { replicaColumns } from './ReplicaTable';
export { StatusContent } from './StatusContent';
export { StateSummary } from './StateSummary';
