export * from './types';
export { AuthorizedRuntimes } from './AuthorizedRuntimes';
export { DefaultRuntimes } from './DefaultRuntimes';
export { problemOfRuntime, RuntimesInReach } from './RuntimesInReach';
export type { ReachableRuntimes } from './RuntimesInReach';
export { isOverride, overrideOf } from './override';
