import { randomUUID } from 'node:crypto';
import { AddressGuard } from '../address/AddressGuard';
import { createFileFetcher } from '../file/createFileFetcher';
import { createGcsFetcher } from '../gcs/createGcsFetcher';
import { createHfFetcher } from '../hf/createHfFetcher';
import { createHttpFetcher } from '../http/createHttpFetcher';
import { HttpClient } from '../http/HttpClient';
import { createOciFetcher } from '../oci/createOciFetcher';
import { createS3Fetcher } from '../s3/createS3Fetcher';
import { Fetcher } from '../source/types';

/**
 * What the platform team decides about storages. Endpoints are within the address rules as any other address.
 * @public
 */
export interface StorageSettings {
  /** Folders that `file://` may read, absolute. None: there is no `file://`. */
  readonly fileRoots?: readonly string[];
  /** Where `hf://` asks. Default `https://huggingface.co`. */
  readonly hfEndpoint?: string;
  /** Where `gs://` asks. Default `https://storage.googleapis.com`. */
  readonly gcsEndpoint?: string;
  /** Registries (`host:port`) that `oci://` asks without TLS, beside those on loopback. */
  readonly insecureRegistries?: readonly string[];
}

/** The fetchers of all schemes. */
export function createFetchers(options: {
  readonly guard: AddressGuard;
  readonly maxObjects: number;
  readonly settings: StorageSettings;
}): readonly Fetcher[] {
  const { guard, maxObjects, settings } = options;
  const { fileRoots = [], hfEndpoint, gcsEndpoint } = settings;
  const http = new HttpClient(guard);
  return [
    createS3Fetcher({ guard, maxObjects }),
    createGcsFetcher({
      http,
      maxObjects,
      endpoint: gcsEndpoint || 'https://storage.googleapis.com',
      clock: Date.now,
    }),
    createHttpFetcher({ http, newVersion: randomUUID }),
    createHfFetcher({
      http,
      maxObjects,
      endpoint: hfEndpoint || 'https://huggingface.co',
    }),
    createOciFetcher({
      http,
      insecureHosts: settings.insecureRegistries ?? [],
      architecture: process.arch === 'x64' ? 'amd64' : process.arch,
    }),
    ...(fileRoots.length > 0
      ? [createFileFetcher({ roots: fileRoots, maxObjects })]
      : []),
  ];
}
