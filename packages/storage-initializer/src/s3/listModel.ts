import { S3Client } from '@aws-sdk/client-s3';
import { SourceObject } from '../source/types';
import { StorageError } from '../StorageError';
import { listPage } from './listPage';
import { S3Location } from './s3Uri';

/** Bounds and cancellation of a listing. */
export interface ListOptions {
  /** More objects than this are refused before all are listed. */
  readonly maxObjects: number;
  readonly signal: AbortSignal;
}

/**
 * The files of a model: one object, or all below a "folder". A prefix ends at a `/`: `iris` is not `iris2/…`. Folder
 * markers are left out. Empty if there is nothing.
 * @throws the SDK's errors; StorageError InvalidUri, TooLarge
 */
export async function listModel(
  client: S3Client,
  location: S3Location,
  options: ListOptions,
): Promise<SourceObject[]> {
  const { bucket, prefix, isFolder } = location;
  if (!isFolder) {
    // In listing order a key comes before all that it is a prefix of.
    const { Contents: [first] = [] } = await listPage(
      client,
      { Bucket: bucket, Prefix: prefix, MaxKeys: 1 },
      options.signal,
    );
    if (first?.Key === prefix) {
      const name = prefix.slice(prefix.lastIndexOf('/') + 1);
      return [sourceObject(first, prefix, name)];
    }
  }
  const below = prefix === '' ? '' : `${prefix}/`;
  const objects: SourceObject[] = [];
  let token: string | undefined;
  do {
    const page = await listPage(
      client,
      { Bucket: bucket, Prefix: below, ContinuationToken: token },
      options.signal,
    );
    for (const object of page.Contents ?? []) {
      const key = object.Key ?? '';
      const isMarker = key.endsWith('/') && !object.Size;
      if (!isMarker) {
        objects.push(sourceObject(object, key, key.slice(below.length)));
      }
    }
    if (objects.length > options.maxObjects) {
      throw new StorageError(
        'TooLarge',
        `s3://${bucket}/${prefix} has more than ${options.maxObjects} files. Name the model's own folder.`,
      );
    }
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return objects;
}

function sourceObject(
  object: { readonly Size?: number; readonly ETag?: string },
  key: string,
  path: string,
): SourceObject {
  return {
    key,
    path,
    size: object.Size ?? 0,
    etag: object.ETag?.replace(/^"|"$/g, ''),
  };
}
