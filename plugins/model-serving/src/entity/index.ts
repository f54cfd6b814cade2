export { deploymentRefOf, isModelServingAvailable } from './deploymentRefOf';
