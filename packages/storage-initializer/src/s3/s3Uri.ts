import { StorageError } from '../StorageError';

/** A place in a bucket. */
export interface S3Location {
  readonly bucket: string;
  /** Without slashes at its ends; empty: the whole bucket. */
  readonly prefix: string;
  /** The URI ends with a slash: a folder, never a file. */
  readonly isFolder: boolean;
}

/** @throws StorageError InvalidUri */
export function parseS3Uri(uri: string): S3Location {
  const match = /^s3:\/\/([^/?#]+)(?:\/(.*))?$/is.exec(uri);
  if (!match || !/^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/i.test(match[1])) {
    throw new StorageError(
      'InvalidUri',
      `"${uri}" is not a location in a bucket. Write s3://<bucket>/<folder or file>.`,
    );
  }
  const path = match[2] ?? '';
  return {
    bucket: match[1],
    prefix: path.replace(/^\/+|\/+$/g, ''),
    isFolder: path === '' || path.endsWith('/'),
  };
}
