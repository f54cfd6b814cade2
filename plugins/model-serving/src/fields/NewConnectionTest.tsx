import { useTemplateSecrets } from '@backstage/plugin-scaffolder-react';
import { ConnectionInput } from '@greenroom/backstage-plugin-model-serving-common';
import { SiblingFields } from './formContext';
import { ConnectionTestInput, InputProps } from './inputs';

/** Never stored: the test needs a name that keeps the rule, and the form may not have one yet. */
const UNSAVED = 'connection-test';

/** Tests what the form's fields describe; the keys are where the scaffolder's `Secret` fields keep them. */
export function NewConnectionTest(props: {
  input: InputProps<string>;
  siblings: SiblingFields;
}) {
  const { input, siblings } = props;
  const { secrets } = useTemplateSecrets();
  return (
    <ConnectionTestInput
      label={input.label}
      description={input.description}
      isDisabled={input.isDisabled}
      connection={connectionOf(siblings, secrets)}
      path={siblings.text('path')}
    />
  );
}

/** The connection that the form describes, or undefined while something that it needs is missing. */
export function connectionOf(
  siblings: SiblingFields,
  secrets: Record<string, string>,
): ConnectionInput | undefined {
  const { namespace, cluster, text } = siblings;
  const endpoint = text('endpoint');
  const bucket = text('bucket');
  const region = text('region');
  const { accessKey, secretKey } = secrets;
  if (!namespace || !endpoint || !bucket || !accessKey || !secretKey) {
    return undefined;
  }
  return {
    cluster,
    namespace,
    name: UNSAVED,
    type: 's3',
    values: {
      AWS_S3_ENDPOINT: endpoint,
      AWS_S3_BUCKET: bucket,
      AWS_ACCESS_KEY_ID: accessKey,
      AWS_SECRET_ACCESS_KEY: secretKey,
      ...(region && { AWS_DEFAULT_REGION: region }),
    },
  };
}
