import { Readable } from 'node:stream';
import { GetObjectCommand, GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { AddressGuard } from '../address/AddressGuard';
import {
  ContentDigest,
  Fetcher,
  ModelSource,
  SourceObject,
} from '../source/types';
import { StorageError } from '../StorageError';
import { listModel } from './listModel';
import { readS3Settings, S3Connections } from './s3Client';
import { explainS3Failure, S3Place } from './s3Failure';
import { parseS3Uri } from './s3Uri';

/** Reads models from S3 and services that speak its protocol, path style. */
export function createS3Fetcher(options: {
  readonly guard: AddressGuard;
  readonly maxObjects: number;
}): Fetcher {
  const connections = new S3Connections(options.guard);

  function explain(
    source: ModelSource,
    object: SourceObject | undefined,
    error: unknown,
  ): StorageError {
    return explainS3Failure(error, placeOf(source, object?.key));
  }

  return {
    schemes: ['s3'],
    locate(source) {
      const { bucket, prefix, isFolder } = parseS3Uri(source.uri);
      const { endpoint } = settingsOf(source);
      return `${endpoint}/${bucket}/${prefix}${isFolder ? '/' : ''}`;
    },
    async list(source, signal) {
      const location = parseS3Uri(source.uri);
      try {
        const objects = await listModel(
          connections.client(settingsOf(source)),
          location,
          { maxObjects: options.maxObjects, signal },
        );
        if (objects.length > 0) return objects;
      } catch (error) {
        throw explain(source, undefined, error);
      }
      const { bucket, prefix } = location;
      throw new StorageError(
        'StorageNotFound',
        prefix === ''
          ? `Bucket "${bucket}" at ${
              placeOf(source).endpoint
            } is empty. Upload the model first.`
          : `There is no file "${prefix}" and nothing below "${prefix}/" in bucket "${bucket}" at ${
              placeOf(source).endpoint
            }. Check the path; it is case-sensitive.`,
      );
    },
    async fetch(source, object, { offset, signal }) {
      const answer = await connections.client(settingsOf(source)).send(
        new GetObjectCommand({
          Bucket: parseS3Uri(source.uri).bucket,
          Key: object.key,
          IfMatch: object.etag && `"${object.etag}"`,
          Range: offset > 0 ? `bytes=${offset}-` : undefined,
        }),
        { abortSignal: signal },
      );
      const { Body } = answer;
      if (!(Body instanceof Readable)) {
        throw new Error(`The S3 client gave no stream for "${object.key}".`);
      }
      if (offset > 0 && !answer.ContentRange?.startsWith(`bytes ${offset}-`)) {
        Body.destroy();
        throw new StorageError(
          'DigestMismatch',
          `${placeOf(source).endpoint} sent "${
            object.key
          }" from its beginning although its rest was asked for. It is fetched anew.`,
          { retryable: true },
        );
      }
      return { stream: Body, digest: md5Of(object, answer) };
    },
    explain,
  };
}

/** The ETag is the MD5 only of objects that were put in one piece and not encrypted with a key of their own. */
function md5Of(
  { etag }: SourceObject,
  answer: GetObjectCommandOutput,
): ContentDigest | undefined {
  const isKeyed =
    answer.SSECustomerAlgorithm !== undefined ||
    answer.ServerSideEncryption?.startsWith('aws:');
  return etag && /^[0-9a-f]{32}$/.test(etag) && !isKeyed
    ? { algorithm: 'md5', hex: etag }
    : undefined;
}

function settingsOf({ credentials }: ModelSource) {
  return readS3Settings(credentials?.values ?? {});
}

function placeOf(source: ModelSource, key?: string): S3Place {
  const { bucket, prefix } = parseS3Uri(source.uri);
  return {
    endpoint: new URL(settingsOf(source).endpoint).host,
    bucket,
    key: key ?? prefix,
  };
}
