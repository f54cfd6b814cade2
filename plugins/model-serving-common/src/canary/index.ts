export { canaryPercentOf } from './canaryPercentOf';
export { defaultGuardLimits, readGuardLimits } from './guardLimits';
export type { GuardLimits } from './guardLimits';
export { readStickyKey } from './stickyKey';
export type { StickyKey } from './stickyKey';
