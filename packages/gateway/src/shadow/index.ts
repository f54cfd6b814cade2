export { liveShadow } from './liveShadow';
export type { LiveShadow } from './liveShadow';
export { ShadowShare } from './shadowShare';
export { ShadowCopy } from './shadowCopy';
export type { ShadowDesk, ShadowDrop, ShadowedRequest } from './shadowCopy';
