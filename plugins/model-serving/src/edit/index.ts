export { EditDeploymentContent } from './EditDeploymentContent';
export { mergePatchBetween } from './mergePatchBetween';
