export { deploymentScaling } from './deploymentScaling';
export type { ScaleRecords } from './deploymentScaling';
