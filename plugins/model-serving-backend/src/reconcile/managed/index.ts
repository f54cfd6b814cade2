export { deriveManagedObserved } from './deriveManagedObserved';
export type { ManagedWorld } from './deriveManagedObserved';
