export { canaryPercentOf } from './canaryPercentOf';
export { defaultGuardLimits, readGuardLimits } from './guardLimits';
export type { GuardLimits } from './guardLimits';
