export { RemovedClusterNotice } from './RemovedClusterNotice';
export { ActionDialog } from './ActionDialog';
export { DeploymentDialogs } from './DeploymentDialogs';
export type { DialogName } from './DeploymentDialogs';
export { isStopped } from './isStopped';
export {
  boundsInWords,
  MAX_REPLICAS,
  ReplicaBoundsInput,
  replicaBoundsProblem,
} from './ReplicaBoundsInput';
export type { ReplicaBounds } from './ReplicaBoundsInput';
export { useDeploymentActions } from './useDeploymentActions';
export type { ActionTarget, DeploymentActions } from './useDeploymentActions';
