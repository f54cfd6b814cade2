export { deploymentTraffic } from './deploymentTraffic';
export type { SplitTraffic } from './deploymentTraffic';
