import { isRecord } from '../http/readBody';
import { StorageCredentials } from '../source/types';
import { StorageError } from '../StorageError';

/**
 * `spec.predictor.model.storage` and the Secret that it means.
 * @public
 */
export interface StorageSpec {
  /** Entry of the Secret. Default: `default_<type>` if the parameters name a type, else `default`. */
  readonly key?: string;
  readonly path?: string;
  /** Win over what the entry says. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** `storage-config`, or what the annotation `serving.kserve.io/storageSecretName` says. */
  readonly secretName: string;
  /** Decoded; undefined if there is no such Secret. */
  readonly secret?: Readonly<Record<string, string>>;
}

const types: readonly string[] = ['s3', 'hdfs', 'webhdfs'];

/**
 * What a storage spec stands for: the URI and what opens it. Messages are KServe's.
 * Source: reference/kserve-status-and-objects.md §9.3.
 * @throws StorageError StorageDenied for a Secret or key that is not there, InvalidUri for one that cannot be used
 * @public
 */
export function resolveStorageSpec(spec: StorageSpec): {
  readonly uri: string;
  readonly credentials: StorageCredentials;
} {
  const { parameters = {}, path = '' } = spec;
  const stored = entryOf(spec);
  const entry = { ...stored, ...parameters };
  const type = parameters.type || stored.type;
  // Another type than the entry's makes the entry's bucket another thing's.
  const bucket = parameters.bucket || (parameters.type ? '' : stored.bucket);
  if (!type) {
    throw new StorageError('InvalidUri', 'unable to determine storage type');
  }
  if (!types.includes(type)) {
    throw new StorageError(
      'InvalidUri',
      `storage type must be one of [${types.join(
        ', ',
      )}]. storage type [${type}] is not supported`,
    );
  }
  if (type === 's3' && !bucket) {
    throw new StorageError(
      'InvalidUri',
      `format [${type}] requires a bucket but one wasn't found in storage data or parameters`,
    );
  }
  const place = path.replace(/^\/+/, '');
  return {
    uri: type === 's3' ? `s3://${bucket}/${place}` : `${type}://${place}`,
    credentials: { type, values: storageEntryValues(entry) },
  };
}

/**
 * The values of an entry of `storage-config` under the names that the S3 fetcher reads.
 * @public
 */
export function storageEntryValues(
  entry: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const names = {
    AWS_ACCESS_KEY_ID: entry.access_key_id,
    AWS_SECRET_ACCESS_KEY: entry.secret_access_key,
    AWS_S3_ENDPOINT: entry.endpoint_url,
    AWS_DEFAULT_REGION: entry.region,
    AWS_S3_BUCKET: entry.bucket,
    S3_VERIFY_SSL: entry.verify_ssl,
    awsAnonymousCredential: entry.anonymous,
  };
  return Object.fromEntries(
    Object.entries(names).flatMap(([name, value]) =>
      value ? [[name, value]] : [],
    ),
  );
}

/** Reads the JSON of an entry; undefined if it is no object. Values that are no texts become such. */
export function parseStorageEntry(
  text: string,
): Readonly<Record<string, string>> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    if (!isRecord(parsed)) return undefined;
    return Object.fromEntries(
      Object.entries(parsed).flatMap(([name, value]) =>
        value === null || value === undefined ? [] : [[name, String(value)]],
      ),
    );
  } catch {
    // The parser's words hold a part of the secret.
    return undefined;
  }
}

function entryOf({
  key,
  parameters = {},
  secretName,
  secret,
}: StorageSpec): Readonly<Record<string, string>> {
  if (key && !secret) {
    throw new StorageError(
      'StorageDenied',
      `can't read storage secret ${secretName}: it does not exist`,
    );
  }
  const name =
    key || (parameters.type ? `default_${parameters.type}` : 'default');
  const text = secret?.[name];
  if (text === undefined) {
    if (!key) return {};
    throw new StorageError(
      'StorageDenied',
      `specified storage key ${key} not found in storage secret ${secretName}`,
    );
  }
  const entry = parseStorageEntry(text);
  if (entry) return entry;
  throw new StorageError(
    'StorageDenied',
    `can't read storage secret ${secretName}: the value of ${name} is no JSON object`,
  );
}
