export * from './types';
export { AuthorizedRuntimes } from './AuthorizedRuntimes';
export { DefaultRuntimes } from './DefaultRuntimes';
export { RuntimesInReach } from './RuntimesInReach';
export type { ReachableRuntimes } from './RuntimesInReach';
