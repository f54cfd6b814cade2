import { KubernetesObject } from './meta';

/** Connection types of Open Data Hub that Greenroom knows. @public */
export type ConnectionType = 's3' | 'uri-v1' | 'oci-v1';

/** Result of the last test of a connection. @public */
export interface ConnectionTestStatus {
  state: 'not-tested' | 'testing' | 'verified' | 'failed';
  message?: string;
  /** ISO 8601 */
  at?: string;
}

/**
 * A named remote data location. `spec.values` holds only what is not secret; `spec.secretKeys` names the secret fields
 * that have a stored value. The values themselves are write-only.
 * @public
 */
export interface Connection extends KubernetesObject {
  kind: 'Connection';
  spec: {
    type: ConnectionType;
    values: Record<string, string>;
    secretKeys: string[];
  };
  status?: { test?: ConnectionTestStatus };
}

/** One field of a connection type. @public */
export interface ConnectionField {
  readonly key: string;
  readonly label: string;
  readonly required: boolean;
  readonly secret: boolean;
  readonly help?: string;
}

/**
 * Fields by connection type: keys as in Open Data Hub's connection Secret; the optional ones beyond it are ours.
 * @public
 */
export const connectionFields: Record<
  ConnectionType,
  readonly ConnectionField[]
> = {
  s3: [
    {
      key: 'AWS_ACCESS_KEY_ID',
      label: 'Access key',
      required: true,
      secret: true,
    },
    {
      key: 'AWS_SECRET_ACCESS_KEY',
      label: 'Secret key',
      required: true,
      secret: true,
    },
    {
      key: 'AWS_S3_ENDPOINT',
      label: 'Endpoint',
      required: true,
      secret: false,
      help: 'Full URL with scheme, without a path',
    },
    {
      key: 'AWS_DEFAULT_REGION',
      label: 'Region',
      required: false,
      secret: false,
      help: 'us-east-1 if empty',
    },
    { key: 'AWS_S3_BUCKET', label: 'Bucket', required: true, secret: false },
  ],
  'uri-v1': [{ key: 'URI', label: 'URI', required: true, secret: false }],
  'oci-v1': [
    {
      key: 'ACCESS_TYPE',
      label: 'Access type',
      required: false,
      secret: false,
    },
    {
      key: '.dockerconfigjson',
      label: 'Secret details',
      required: true,
      secret: true,
    },
    { key: 'OCI_HOST', label: 'Registry host', required: true, secret: false },
  ],
};
