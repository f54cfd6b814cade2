export { Observers } from './observers';
export type { ObserverOptions } from './observers';
