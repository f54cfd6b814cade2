/**
 * The rules for addresses that people give, without everything else of this package.
 *
 * @packageDocumentation
 */
export { createAddressGuard } from './AddressGuard';
export type {
  AddressGuard,
  CheckedAddress,
  ResolvedAddress,
} from './AddressGuard';
export type { GuardedAgents } from './GuardedAgents';
export { StorageError } from '../StorageError';
export type { StorageErrorCode } from '../StorageError';
export { addressProblem } from './addressProblem';
export type { AddressPolicy } from './addressProblem';
