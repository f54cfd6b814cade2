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
export { browseS3 } from './connection/browseS3';
export type { BrowsePage, BrowseRequest } from './connection/browseS3';
export { testS3Connection } from './connection/testS3Connection';
export type {
  ConnectionTestRequest,
  ConnectionTestResult,
  ConnectionTestStep,
  ConnectionTestStepName,
} from './connection/testS3Connection';
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
