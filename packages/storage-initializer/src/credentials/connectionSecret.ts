import { StorageCredentials } from '../source/types';
import { AnnotatedSecret } from './s3Environment';

const prefix = 'opendatahub.io/connection-type';

/** Connection types by what their Secrets call the protocol. */
const byProtocol: Readonly<Record<string, string>> = {
  s3: 's3',
  uri: 'uri-v1',
  oci: 'oci-v1',
};

/**
 * The credentials of an Open Data Hub connection, or undefined for a Secret that is none. The protocol counts before the
 * older reference to a type.
 * Source: reference/kserve-status-and-objects.md §9.3, reference/screens.md §16.4.
 * @public
 */
export function connectionSecretCredentials(
  secret: AnnotatedSecret,
): StorageCredentials | undefined {
  const { annotations = {}, data: values = {} } = secret;
  const protocol = annotations[`${prefix}-protocol`];
  const type =
    (protocol && byProtocol[protocol]) ||
    annotations[`${prefix}-ref`] ||
    annotations[prefix];
  return type ? { type, values } : undefined;
}
