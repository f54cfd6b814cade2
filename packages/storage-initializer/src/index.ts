/**
 * Finds models by URI and fetches them into folders.
 *
 * @packageDocumentation
 */

export * from './address';
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
export { connectionSecretCredentials } from './credentials/connectionSecret';
export { environmentCredentials } from './credentials/environmentCredentials';
export { s3Environment } from './credentials/s3Environment';
export type {
  AnnotatedSecret,
  S3SecretDefaults,
} from './credentials/s3Environment';
export {
  secretEnvironment,
  storageSecretNames,
} from './credentials/secretEnvironment';
export type { SecretEnvironment } from './credentials/secretEnvironment';
export {
  resolveStorageSpec,
  storageEntryValues,
} from './credentials/storageSpec';
export type { StorageSpec } from './credentials/storageSpec';
export type { StorageSettings } from './model/createFetchers';
export type { FilePatterns } from './model/FilePatterns';
export { createModelFetcher } from './model/createModelFetcher';
export type {
  ModelFetcher,
  ModelFetcherOptions,
} from './model/createModelFetcher';
export type {
  ContentDigest,
  Fetcher,
  FetchLimits,
  ModelSource,
  ObjectBody,
  PackedModel,
  ResolvedModel,
  SourceObject,
  StorageCredentials,
} from './source/types';
export { StorageError } from './StorageError';
export type { StorageErrorCode } from './StorageError';
