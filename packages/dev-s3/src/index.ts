/**
 * S3-compatible bucket on a folder, for development and tests.
 *
 * @packageDocumentation
 */

export { DevS3Server } from './DevS3Server';
export type { DevS3ServerOptions } from './DevS3Server';
export type { S3Credential } from './auth/credential';
