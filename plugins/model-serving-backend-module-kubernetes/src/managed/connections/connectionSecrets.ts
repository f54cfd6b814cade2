import {
  Connection,
  connectionFields,
  ConnectionSecret,
  ConnectionType,
  toConnectionSecret,
  toStorageConfigEntry,
} from '@greenroom/backstage-plugin-model-serving-common';

/** Annotations by which KServe reads where a bucket is, beside the keys of its Secret. */
const KSERVE = 'serving.kserve.io';

/** A connection with all of its values. */
export interface ConnectionValues {
  readonly namespace: string;
  readonly name: string;
  readonly type: ConnectionType;
  readonly values: Readonly<Record<string, string>>;
  /** How other tools name and show it. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/**
 * The Secret of a connection, as Open Data Hub reads it; a bucket's has KServe's annotations too, so that it serves as the
 * Secret of a `storageUri`. Source: screens §16.4, kserve-status-and-objects §9.3.
 *
 * @param s3Keys - the keys by which the cluster's KServe finds S3 credentials
 */
export function connectionSecretOf(
  connection: ConnectionValues,
  s3Keys: { readonly id: string; readonly secret: string },
): ConnectionSecret {
  const { type, values } = connection;
  const secret = toConnectionSecret({
    connection: resourceOf(connection),
    secrets: { ...values, ...aliases(connection, s3Keys) },
  });
  if (type !== 's3') return secret;
  const { metadata } = secret;
  return {
    ...secret,
    metadata: {
      ...metadata,
      annotations: { ...metadata.annotations, ...bucketNotes(values) },
    },
  };
}

/** What KServe's secret `storage-config` says of a connection; undefined: KServe reads none of its type there. */
export function storageConfigOf(
  connection: ConnectionValues,
): string | undefined {
  return toStorageConfigEntry({
    connection: resourceOf(connection),
    secrets: connection.values,
  });
}

/** Credentials by other keys, where a cluster's KServe is configured for others than Open Data Hub's. */
function aliases(
  { type, values }: ConnectionValues,
  s3Keys: { readonly id: string; readonly secret: string },
): Record<string, string> {
  if (type !== 's3') return {};
  return {
    [s3Keys.id]: values.AWS_ACCESS_KEY_ID ?? '',
    [s3Keys.secret]: values.AWS_SECRET_ACCESS_KEY ?? '',
  };
}

function bucketNotes(
  values: Readonly<Record<string, string>>,
): Record<string, string> {
  const endpoint = values.AWS_S3_ENDPOINT;
  const region = values.AWS_DEFAULT_REGION;
  const verify = values.S3_VERIFY_SSL;
  return {
    ...(endpoint
      ? {
          [`${KSERVE}/s3-endpoint`]: endpoint.replace(/^https?:\/\//i, ''),
          [`${KSERVE}/s3-usehttps`]: /^http:/i.test(endpoint) ? '0' : '1',
        }
      : {}),
    ...(region ? { [`${KSERVE}/s3-region`]: region } : {}),
    ...(verify
      ? { [`${KSERVE}/s3-verifyssl`]: verify === 'false' ? '0' : '1' }
      : {}),
  };
}

/** The connection without its secret values, as the portal keeps it. */
function resourceOf({
  namespace,
  name,
  type,
  values,
  annotations,
}: ConnectionValues): Connection {
  const secretKeys = connectionFields[type]
    .filter(({ key, secret }) => secret && values[key] !== undefined)
    .map(({ key }) => key);
  return {
    apiVersion: 'greenroom/v1alpha1',
    kind: 'Connection',
    metadata: { namespace, name, ...(annotations && { annotations }) },
    spec: {
      type,
      values: Object.fromEntries(
        Object.entries(values).filter(([key]) => !secretKeys.includes(key)),
      ),
      secretKeys,
    },
  };
}
