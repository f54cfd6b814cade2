export { liveShadow } from './liveShadow';
export type { LiveShadow } from './liveShadow';
export { ShadowShare } from './shadowShare';
export { Shadows } from './shadows';
export type { ShadowCopy } from './shadowCopy';
