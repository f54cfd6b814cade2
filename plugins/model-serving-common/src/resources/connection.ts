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
 * Who else may use a connection: deployments in these namespaces of its cluster, and deployments of these owners in any
 * namespace of it.
 * @public
 */
export interface ConnectionSharing {
  readonly namespaces: readonly string[];
  /** Entity references. */
  readonly owners: readonly string[];
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
    /** Absent: with nobody. */
    sharedWith?: ConnectionSharing;
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
  /**
   * How it is entered, with Open Data Hub's word for it. `boolean` is stored as `true` or `false`, `dropdown` as a JSON
   * list of some of the choices. Absent: `short-text`, or `hidden` if it is secret.
   */
  readonly input?: 'boolean' | 'dropdown' | 'file' | 'text' | 'uri';
  /** Of a `dropdown`. */
  readonly choices?: readonly string[];
}

/**
 * Fields by connection type: keys as in Open Data Hub's connection Secret; the optional ones beyond it are KServe's.
 * Source: screens §11, kserve-status-and-objects §9.3.
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
      input: 'uri',
    },
    {
      key: 'AWS_DEFAULT_REGION',
      label: 'Region',
      required: false,
      secret: false,
      help: 'us-east-1 if empty',
    },
    { key: 'AWS_S3_BUCKET', label: 'Bucket', required: true, secret: false },
    {
      key: 'S3_VERIFY_SSL',
      label: 'Verify TLS certificates',
      required: false,
      secret: false,
      help: 'Yes if empty',
      input: 'boolean',
    },
  ],
  'uri-v1': [
    { key: 'URI', label: 'URI', required: true, secret: false, input: 'uri' },
    {
      key: 'headers',
      label: 'Headers',
      required: false,
      secret: true,
      help: 'One a line, as "Name: value"; sent with each request to an http:// or https:// address',
      input: 'text',
    },
    {
      key: 'HF_TOKEN',
      label: 'Hugging Face token',
      required: false,
      secret: true,
      help: 'For hf:// models that are private or have conditions',
    },
    {
      key: 'gcloud-application-credentials.json',
      label: 'Google service account key',
      required: false,
      secret: true,
      help: 'The JSON key file of a service account that may read the bucket; for gs:// models that are not public',
      input: 'file',
    },
  ],
  'oci-v1': [
    {
      key: 'ACCESS_TYPE',
      label: 'Access type',
      required: false,
      secret: false,
      help: 'What the login may do; models are served from those that may pull',
      input: 'dropdown',
      choices: ['Push', 'Pull'],
    },
    {
      key: '.dockerconfigjson',
      label: 'Secret details',
      required: true,
      secret: true,
      help: 'The JSON that "docker login" writes, with "auths"',
      input: 'file',
    },
    {
      key: 'OCI_HOST',
      label: 'Registry host',
      required: true,
      secret: false,
      help: 'Without a scheme, such as quay.io or quay.io/team',
    },
  ],
};
