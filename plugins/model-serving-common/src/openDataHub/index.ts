export {
  isExposed,
  routeProfileOf,
  visibilityFor,
  type RouteProfile,
} from './externalRoute';
export {
  readHardwareProfile,
  type HardwareAmount,
  type HardwareProfile,
  type HardwareProfileList,
  type HardwareProfileObject,
} from './hardwareProfile';
export {
  hardwareProfileOf,
  isSameHardwareProfile,
  type HardwareProfileRef,
} from './hardwareProfileOf';
export { amountProblem, boundsInWords, hardwareRules } from './hardwareRules';
export {
  KUEUE_QUEUE_LABEL,
  resourcesByProfile,
  withHardwareProfile,
} from './withHardwareProfile';
