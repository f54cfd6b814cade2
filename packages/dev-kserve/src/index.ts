/**
 * Stand-in for KServe's controller, for tests on a cluster that has only its definitions.
 *
 * @packageDocumentation
 */

export { StandInController } from './StandInController';
export type { StandInOptions } from './StandInController';
export type { RouterSettings } from './StandInGraphs';
