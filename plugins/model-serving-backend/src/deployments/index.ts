export type { ScaleRecords, ScalingRange } from './scaling';
export * from './types';
export { AuthorizedDeployments } from './AuthorizedDeployments';
export { DefaultDeployments } from './DefaultDeployments';
export { DeploymentValidator } from './DeploymentValidator';
