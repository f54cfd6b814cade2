import {
  annotations,
  connectionNameIn,
  connectionTypeOf,
  ConnectionType,
  ConnectionView,
  UNKNOWN,
} from '@greenroom/backstage-plugin-model-serving-common';

/** Names of the types for people. */
export const typeWords: Record<ConnectionType, string> = {
  s3: connectionTypeOf('s3').title,
  'uri-v1': connectionTypeOf('uri-v1').title,
  'oci-v1': connectionTypeOf('oci-v1').title,
};

/** Where a connection points, from its fields that are not secret. */
export function locationOf(values: Record<string, string>): string {
  const bucket = values.AWS_S3_BUCKET && `s3://${values.AWS_S3_BUCKET}`;
  const parts = [bucket, values.AWS_S3_ENDPOINT, values.URI, values.OCI_HOST];
  return parts.filter(Boolean).join(' at ') || UNKNOWN;
}

/** The deployment that a private connection lives and dies with. */
export function ownedBy({ resource }: ConnectionView): string | undefined {
  return resource.metadata.annotations?.[annotations.ownedBy];
}

/** How many use a connection that the user may not see, in words. */
export function othersWords(count: number): string {
  return count === 1
    ? '1 that you may not see'
    : `${count} that you may not see`;
}

/** Whether one of the connections is what a deployment of a project means by a name. */
export function isAmong(
  connections: readonly ConnectionView[],
  name: string,
  namespace: string,
): boolean {
  return connections.some(
    ({ ref }) => connectionNameIn(namespace, ref) === name,
  );
}

/** Why a connection that was chosen for another place cannot stay. */
export function notThere(name: string, namespace: string): string {
  return `The project ${namespace} has no connection ${name} on this cluster, and nobody shares one of that name with it; choose another one`;
}
