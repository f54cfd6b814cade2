export { AdvancedScalingInput } from './AdvancedScalingInput';
export { advancedScalingProblems } from './advancedScalingProblems';
export { scalerOn } from './scalerOn';
export {
  annotatedWith,
  isRequestScalingPath,
  requestScalingKeys,
  requestScalingOf,
} from './requestScaling';
export type { RequestScaling } from './requestScaling';
export { withField } from './usageRules';
export type { RawBehavior } from './usageRules';
