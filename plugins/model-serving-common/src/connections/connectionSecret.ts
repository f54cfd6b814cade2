import { annotations } from '../constants';
import { connectionFields, type Connection } from '../resources';
import { connectionTypeOf } from './servingCompatibility';

/** A Kubernetes Secret, as far as connections need it. @public */
export interface ConnectionSecret {
  readonly apiVersion: 'v1';
  readonly kind: 'Secret';
  readonly type: 'Opaque' | 'kubernetes.io/dockerconfigjson';
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly {
      readonly apiVersion: string;
      readonly kind: string;
      readonly name: string;
      readonly uid: string;
      readonly blockOwnerDeletion: boolean;
    }[];
  };
  /** Base64. */
  readonly data?: Readonly<Record<string, string>>;
  /** Plain text. */
  readonly stringData?: Readonly<Record<string, string>>;
}

/** Labels by which other tools know a connection. @public */
export const CONNECTION_LABELS = {
  dashboard: 'opendatahub.io/dashboard',
  /** S3 only. */
  managed: 'opendatahub.io/managed',
} as const;

/** S3 only; the type of others is in `connection-type-ref`. @public */
export const CONNECTION_TYPE_ANNOTATION = 'opendatahub.io/connection-type';

/** What stands for a value that is never shown. @public */
export function secretPlaceholder(key: string): string {
  return `<${key}: write-only, fill it in>`;
}

/**
 * The Secret that Open Data Hub and KServe read a connection from. Source: screens §16.4.
 *
 * @param options - `secrets`: all secret values; `owner`: the deployment that a private connection belongs to
 * @public
 */
export function toConnectionSecret(options: {
  readonly connection: Connection;
  readonly secrets: Readonly<Record<string, string>>;
  readonly owner?: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly name: string;
    readonly uid: string;
  };
}): ConnectionSecret {
  const { connection, secrets } = options;
  return {
    ...secretFrame(connection, options.owner),
    data: mapValues({ ...connection.spec.values, ...secrets }, base64Of),
  };
}

/**
 * The same as a person may read it: plain text, with placeholders where values are write-only.
 * @public
 */
export function toConnectionManifest(connection: Connection): ConnectionSecret {
  const { values, secretKeys } = connection.spec;
  return {
    ...secretFrame(connection, undefined),
    stringData: {
      ...values,
      ...Object.fromEntries(
        secretKeys.map(key => [key, secretPlaceholder(key)]),
      ),
    },
  };
}

/**
 * The entry of KServe's secret `storage-config` that makes `storage.key` find a bucket: its key is the connection's
 * name. Undefined for types that KServe reads no entry of. Source: screens §16.4, kserve-status-and-objects §9.3.
 * @public
 */
export function toStorageConfigEntry(options: {
  readonly connection: Connection;
  readonly secrets: Readonly<Record<string, string>>;
}): string | undefined {
  const { connection, secrets } = options;
  if (connection.spec.type !== 's3') return undefined;
  const values: Record<string, string | undefined> = {
    ...connection.spec.values,
    ...secrets,
  };
  return JSON.stringify({
    type: 's3',
    access_key_id: values.AWS_ACCESS_KEY_ID,
    secret_access_key: values.AWS_SECRET_ACCESS_KEY,
    endpoint_url: values.AWS_S3_ENDPOINT,
    bucket: values.AWS_S3_BUCKET,
    region: values.AWS_DEFAULT_REGION,
    verify_ssl: values.S3_VERIFY_SSL,
  });
}

function secretFrame(
  connection: Connection,
  owner: Parameters<typeof toConnectionSecret>[0]['owner'],
): Omit<ConnectionSecret, 'data' | 'stringData'> {
  const { metadata, spec } = connection;
  const isS3 = spec.type === 's3';
  const isDocker = connectionFields[spec.type].some(
    ({ key }) => key === '.dockerconfigjson' && spec.secretKeys.includes(key),
  );
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: isDocker ? 'kubernetes.io/dockerconfigjson' : 'Opaque',
    metadata: {
      name: metadata.name,
      namespace: metadata.namespace,
      labels: {
        ...metadata.labels,
        [CONNECTION_LABELS.dashboard]: 'true',
        ...(isS3 && { [CONNECTION_LABELS.managed]: 'true' }),
      },
      annotations: {
        ...metadata.annotations,
        [annotations.connectionTypeRef]: spec.type,
        [annotations.connectionTypeProtocol]: connectionTypeOf(spec.type)
          .protocol,
        ...(isS3 && { [CONNECTION_TYPE_ANNOTATION]: 's3' }),
      },
      ...(owner && {
        ownerReferences: [{ ...owner, blockOwnerDeletion: false }],
      }),
    },
  };
}

function mapValues(
  record: Readonly<Record<string, string>>,
  map: (value: string) => string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, map(value)]),
  );
}

/** UTF-8, in browsers too. */
function base64Of(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
