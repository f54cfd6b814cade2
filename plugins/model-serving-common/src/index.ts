/**
 * Resources, rules, status and permissions of Greenroom: pure, for backend and browser.
 *
 * @packageDocumentation
 */
export * from './constants';
export * from './FieldMessage';
export * from './resources';
export * from './gateway';
export * from './graph';
export * from './facts';
export * from './settings';
export * from './canary';
export * from './queue';
export * from './status';
export * from './api';
export * from './permissions';
export {
  accessOf,
  accessWithoutGateway,
  isReachable,
  opensRoute,
  type ServiceAccess,
} from './access';
export { fieldPath, isTooDeep, MAX_DEPTH } from './json';
export * from './quantity';
export * from './naming';
export * from './patch';
export * from './runtimes';
export * from './scaling';
export * from './pod';
export * from './validation';
export * from './kinds';
export * from './connections';
export * from './endpoints';
export * from './openDataHub';
export * from './catalog';
export * from './format';
export * from './graphForm';
export * from './deploymentForm';
