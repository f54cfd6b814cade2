export {
  deploymentRefOf,
  isModelServingAvailable,
  isModelServingGraphAvailable,
} from './deploymentRefOf';
