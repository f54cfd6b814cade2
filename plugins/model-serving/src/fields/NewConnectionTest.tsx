import { useTemplateSecrets } from '@backstage/plugin-scaffolder-react';
import {
  ConnectionInput,
  ConnectionType,
  dockerConfig,
} from '@greenroom/backstage-plugin-model-serving-common';
import { ConnectionTestInput } from '../connections/ConnectionTestInput';
import { InputProps } from '../inputs';
import { SiblingFields } from './formContext';

/** What has to be filled in before a test, in words. */
const needs: Record<ConnectionType, string> = {
  s3: 'project, endpoint, bucket and both keys',
  'uri-v1': 'project and URI',
  'oci-v1': 'project, registry, user name and password',
};

/** Tests what the form's fields describe; what is secret is where the scaffolder's `Secret` fields keep it. */
export function NewConnectionTest(props: {
  input: InputProps<string>;
  siblings: SiblingFields;
  type: ConnectionType;
}) {
  const { input, siblings, type } = props;
  const { secrets } = useTemplateSecrets();
  return (
    <ConnectionTestInput
      label={input.label}
      description={input.description}
      isDisabled={input.isDisabled}
      needs={needs[type]}
      connection={connectionOf(type, siblings, secrets)}
      path={type === 'uri-v1' ? undefined : siblings.text('path')}
    />
  );
}

/** The connection that the form describes, or undefined while something that it needs is missing. */
function connectionOf(
  type: ConnectionType,
  siblings: SiblingFields,
  secrets: Record<string, string>,
): Omit<ConnectionInput, 'name'> | undefined {
  const { namespace, cluster } = siblings;
  const values = valuesOf(type, siblings.text, secrets);
  return namespace && values ? { cluster, namespace, type, values } : undefined;
}

function valuesOf(
  type: ConnectionType,
  text: SiblingFields['text'],
  secrets: Record<string, string>,
): Record<string, string> | undefined {
  switch (type) {
    case 'uri-v1': {
      const uri = text('uri');
      const { headers } = secrets;
      return uri ? { URI: uri, ...(headers && { headers }) } : undefined;
    }
    case 'oci-v1': {
      const registry = text('registry')?.trim();
      const { username, password } = secrets;
      return registry && username && password
        ? {
            OCI_HOST: registry,
            '.dockerconfigjson': dockerConfig(registry, username, password),
          }
        : undefined;
    }
    default: {
      const [endpoint, bucket] = [text('endpoint'), text('bucket')];
      const region = text('region');
      const { accessKey, secretKey } = secrets;
      return endpoint && bucket && accessKey && secretKey
        ? {
            AWS_S3_ENDPOINT: endpoint,
            AWS_S3_BUCKET: bucket,
            AWS_ACCESS_KEY_ID: accessKey,
            AWS_SECRET_ACCESS_KEY: secretKey,
            ...(region && { AWS_DEFAULT_REGION: region }),
          }
        : undefined;
    }
  }
}
