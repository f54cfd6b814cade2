export * from './types';
export type { Clock } from './clock';
export * from './createConnectionCreateAction';
export * from './createConnectionRotateAction';
export * from './createDeploymentCreateAction';
export * from './createDeploymentWaitAction';
export * from './createDeploymentStartAction';
export * from './createDeploymentScaleAction';
export * from './createDeploymentDeleteAction';
