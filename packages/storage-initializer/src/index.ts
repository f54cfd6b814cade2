/**
 * Finds models by URI and fetches them into folders.
 *
 * @packageDocumentation
 */

export { createAddressGuard } from './address/AddressGuard';
export type {
  AddressGuard,
  CheckedAddress,
  ResolvedAddress,
} from './address/AddressGuard';
export type { GuardedAgents } from './address/GuardedAgents';
export { addressProblem } from './address/addressProblem';
export type { AddressPolicy } from './address/addressProblem';
export { ArtifactCache } from './cache/ArtifactCache';
export type {
  AcquireRequest,
  Artifact,
  ArtifactCacheOptions,
} from './cache/ArtifactCache';
export { browseOci } from './connection/browseOci';
export { browseS3 } from './connection/browseS3';
export { testOciConnection } from './connection/testOciConnection';
export { testS3Connection } from './connection/testS3Connection';
export { testUriConnection } from './connection/testUriConnection';
export type {
  BrowsePage,
  BrowseRequest,
  ConnectionTestRequest,
  ConnectionTestResult,
  ConnectionTestStep,
  ConnectionTestStepName,
} from './connection/types';
export { createModelFetcher } from './model/createModelFetcher';
export type {
  ModelFetcher,
  ModelFetcherOptions,
} from './model/createModelFetcher';
export type {
  Fetcher,
  FetchLimits,
  ModelSource,
  ObjectBody,
  ResolvedModel,
  SourceObject,
  StorageCredentials,
} from './model/types';
export { StorageError } from './StorageError';
export type { StorageErrorCode } from './StorageError';
