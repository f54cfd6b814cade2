export { AdvancedScalingInput } from './AdvancedScalingInput';
export {
  annotatedWith,
  isRequestScalingPath,
  requestScalingKeys,
  requestScalingOf,
} from './requestScaling';
export type { RequestScaling } from './requestScaling';
export { withField } from './usageRules';
export type { RawBehavior } from './usageRules';
