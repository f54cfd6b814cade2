export { canaryPercentOf } from './canaryPercentOf';
export {
  namedCanariesOf,
  promoteNamedCanary,
  withoutNamedCanary,
} from './namedCanaries';
export type { NamedCanary } from './namedCanaries';
export { defaultGuardLimits, readGuardLimits } from './guardLimits';
export type { GuardLimits } from './guardLimits';
export { readAllowedCanaries, withAllowedCanary } from './allowedCanaries';
export { promotionOnKServe } from './promotionOnKServe';
export type { PromotionOnKServe } from './promotionOnKServe';
export { readRolloutDuration } from './rolloutDuration';
export { readStickyKey } from './stickyKey';
export type { StickyKey } from './stickyKey';
export { readShadow, shadowOf } from './shadow';
export type { Shadow } from './shadow';
