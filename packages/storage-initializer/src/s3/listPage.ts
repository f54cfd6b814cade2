import {
  ListObjectsV2Command,
  ListObjectsV2CommandInput,
  ListObjectsV2CommandOutput,
  S3Client,
} from '@aws-sdk/client-s3';

/** An answer with status 200 that is none of S3: the page of a console, a proxy's greeting. */
export class NotS3Error extends Error {
  constructor() {
    super('The answer to a listing is not one of S3.');
    this.name = 'NotS3Error';
  }
}

/**
 * One page of a listing.
 * @throws the SDK's errors; NotS3Error, where the SDK would see an empty bucket
 */
export async function listPage(
  client: S3Client,
  input: ListObjectsV2CommandInput,
  abortSignal: AbortSignal,
): Promise<ListObjectsV2CommandOutput> {
  const page = await client.send(new ListObjectsV2Command(input), {
    abortSignal,
  });
  if (page.Name === undefined && page.KeyCount === undefined) {
    throw new NotS3Error();
  }
  return page;
}
