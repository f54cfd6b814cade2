import { createAddressGuard } from '../address/AddressGuard';
import { listPage } from '../s3/listPage';
import { readS3Settings, S3Connections } from '../s3/s3Client';
import { explainS3Failure } from '../s3/s3Failure';
import { StorageError } from '../StorageError';
import { BrowsePage, BrowseRequest } from './types';

/**
 * Lists a folder of the connection's own bucket.
 * @throws StorageError
 * @public
 */
export async function browseS3(request: BrowseRequest): Promise<BrowsePage> {
  const { values, prefix, cursor, limit = 200, policy, signal } = request;
  const settings = readS3Settings(values);
  const bucket = values.AWS_S3_BUCKET?.trim();
  if (!bucket) {
    throw new StorageError(
      'InvalidUri',
      'There is no bucket (AWS_S3_BUCKET). Enter the name of the bucket.',
    );
  }
  const connections = new S3Connections(createAddressGuard(policy));
  try {
    const page = await listPage(
      connections.client(settings),
      {
        Bucket: bucket,
        Prefix: prefix,
        Delimiter: '/',
        MaxKeys: Math.min(1000, Math.max(1, limit)),
        ContinuationToken: cursor,
      },
      signal,
    );
    return {
      prefix,
      folders: (page.CommonPrefixes ?? []).map(common => common.Prefix ?? ''),
      files: (page.Contents ?? [])
        // The marker of the folder itself.
        .filter(object => object.Key !== prefix)
        .map(object => ({
          key: object.Key ?? '',
          size: object.Size ?? 0,
          modifiedAt: object.LastModified?.toISOString(),
        })),
      nextCursor: page.NextContinuationToken,
    };
  } catch (error) {
    signal.throwIfAborted();
    throw explainS3Failure(error, {
      endpoint: new URL(settings.endpoint).host,
      bucket,
      key: prefix,
    });
  } finally {
    connections.close();
  }
}
