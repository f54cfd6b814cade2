export { DeploymentRollback } from './DeploymentRollback';
export { RolloutContent } from './RolloutContent';
