export { deploymentTraffic } from './deploymentTraffic';
