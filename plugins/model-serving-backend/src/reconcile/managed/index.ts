export { deriveManagedObserved } from './deriveManagedObserved';
export { isKnativeRevision } from './isKnativeRevision';
export type { ManagedWorld } from './deriveManagedObserved';
export type { ToldConnection } from './withConnection';
