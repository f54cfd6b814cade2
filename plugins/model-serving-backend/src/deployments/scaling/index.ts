export { deploymentScaling } from './deploymentScaling';
export type { ScaleRecords, ScalingRange } from './deploymentScaling';
