import { StorageCredentials } from '../source/types';
import { parseStorageEntry, storageEntryValues } from './storageSpec';

/** Names that fetchers read as they stand in the environment. */
const passedOn = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_DEFAULT_REGION',
  'S3_VERIFY_SSL',
  'awsAnonymousCredential',
  'HF_TOKEN',
  'gcloud-application-credentials.json',
  '.dockerconfigjson',
] as const;

/** Headers for one web server: `<host>-headers`. */
const headersOfHost = /^[a-z0-9.-]+-headers$/i;

/**
 * The credentials that the variables of KServe's initializer hold, of all schemes at once. `STORAGE_CONFIG` (an entry of
 * `storage-config`) with `STORAGE_OVERRIDE_CONFIG` over it wins over single variables, as in KServe's initializer.
 * Source: reference/kserve-status-and-objects.md §9.3.
 * @public
 */
export function environmentCredentials(
  env: Readonly<Record<string, string | undefined>>,
): StorageCredentials {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    const isMeant =
      (passedOn as readonly string[]).includes(name) ||
      headersOfHost.test(name);
    if (value && isMeant) values[name] = value;
  }
  const endpoint = endpointOf(env);
  if (endpoint) values.AWS_S3_ENDPOINT = endpoint;
  const entry = {
    ...parseStorageEntry(env.STORAGE_CONFIG ?? ''),
    ...parseStorageEntry(env.STORAGE_OVERRIDE_CONFIG ?? ''),
  };
  return {
    type: 'environment',
    values: { ...values, ...storageEntryValues(entry) },
  };
}

function endpointOf(
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (env.AWS_ENDPOINT_URL) return env.AWS_ENDPOINT_URL;
  const host = env.S3_ENDPOINT?.trim();
  if (!host) return undefined;
  if (/^https?:\/\//i.test(host)) return host;
  return `${env.S3_USE_HTTPS === '0' ? 'http' : 'https'}://${host}`;
}
