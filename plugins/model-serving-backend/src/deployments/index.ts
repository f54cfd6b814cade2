export type { ScaleRecords, ScalingRange } from './scaling';
export type { SplitTraffic } from './traffic';
export * from './types';
export { AuthorizedDeployments } from './AuthorizedDeployments';
export { DefaultDeployments } from './DefaultDeployments';
export { DeploymentValidator } from './DeploymentValidator';
