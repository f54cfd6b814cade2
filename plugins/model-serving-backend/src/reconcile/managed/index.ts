export { deriveManagedObserved } from './deriveManagedObserved';
export type { ManagedWorld } from './deriveManagedObserved';
export type { ToldConnection } from './withConnection';
