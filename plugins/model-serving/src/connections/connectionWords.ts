import {
  ConnectionType,
  UNKNOWN,
} from '@greenroom/backstage-plugin-model-serving-common';

/** Names of the types for people. */
export const typeWords: Record<ConnectionType, string> = {
  s3: 'S3-compatible bucket',
  'uri-v1': 'URI',
  'oci-v1': 'OCI registry',
};

/** Where a connection points, from its fields that are not secret. */
export function locationOf(values: Record<string, string>): string {
  const bucket = values.AWS_S3_BUCKET && `s3://${values.AWS_S3_BUCKET}`;
  const parts = [bucket, values.AWS_S3_ENDPOINT, values.URI, values.OCI_HOST];
  return parts.filter(Boolean).join(' at ') || UNKNOWN;
}
