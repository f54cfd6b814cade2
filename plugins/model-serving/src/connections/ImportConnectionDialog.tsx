import { useState } from 'react';
import { Text, TextAreaField } from '@backstage/ui';
import { toastApiRef, useApi } from '@backstage/frontend-plugin-api';
import { ActionDialog } from '../actions';
import { modelServingApiRef } from '../api';
import { Problem } from '../components';
import { ProjectInput } from '../inputs';

const GOOD_NEWS_MS = 6_000;

/** Makes a connection of a Secret. */
export function ImportConnectionDialog(props: { onClose: () => void }) {
  const api = useApi(modelServingApiRef);
  const toasts = useApi(toastApiRef);
  const [namespace, setNamespace] = useState<string>();
  const [yaml, setYaml] = useState('');
  const [refusal, setRefusal] = useState<Error>();
  return (
    <ActionDialog
      title="Connection from a Secret"
      action="Create"
      isDisabled={yaml.trim() === ''}
      onAction={async () => {
        try {
          const { connection, warnings } = await api.importConnection(yaml, {
            namespace,
          });
          const leftOut = warnings.map(({ message }) => message).join('; ');
          toasts.post({
            status: leftOut ? 'warning' : 'success',
            title: `${connection.title} was created`,
            description: leftOut || undefined,
            timeout: leftOut ? undefined : GOOD_NEWS_MS,
          });
          return true;
        } catch (error) {
          setRefusal(error as Error);
          return false;
        }
      }}
      onClose={props.onClose}
    >
      {refusal && <Problem title="It was not created" error={refusal} />}
      <Text>
        One Secret as KServe and Open Data Hub keep connections, with the label
        opendatahub.io/dashboard. Its values are stored encrypted and never
        shown again.
      </Text>
      <ProjectInput
        label="Project"
        description="Of a Secret that names none"
        value={namespace}
        onChange={setNamespace}
      />
      <TextAreaField
        label="Secret (YAML)"
        isRequired
        rows={10}
        validationBehavior="aria"
        autoComplete="off"
        spellCheck="false"
        value={yaml}
        onChange={setYaml}
      />
    </ActionDialog>
  );
}
