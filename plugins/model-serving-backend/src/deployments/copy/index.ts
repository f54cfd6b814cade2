export { DeploymentCopier } from './DeploymentCopier';
export type { WantedCopy } from './DeploymentCopier';
export { copyFor } from './copyFor';
