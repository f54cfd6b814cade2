export * from './gate';
export { challengesOf } from './denials';
export type { Denial } from './denials';
export type { SpentRequests } from './allowances';
export { digestOf } from './tokenBook';
export type { LiveToken } from './tokenBook';
