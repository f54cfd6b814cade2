export * from './gate';
export type { Denial } from './denials';
export type { SpentRequests } from './allowances';
export { digestOf, ShownTokens } from './tokenBook';
export type { LiveToken } from './tokenBook';
