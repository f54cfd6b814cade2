import { useState } from 'react';
import { Select, Text, TextField } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { RuntimeView } from '@greenroom/backstage-plugin-model-serving-common';
import { ActionDialog } from '../actions';
import { servingResourcesApiRef } from '../api';
import { Problem } from '../components';
import { useClusters } from '../live';

const EVERYWHERE = '*';

/** Copies a runtime: for another project, or to change the copy. */
export function DuplicateRuntimeDialog(props: {
  runtime: RuntimeView;
  onClose: () => void;
}) {
  const { runtime, onClose } = props;
  const api = useApi(servingResourcesApiRef);
  const clusters = useClusters();
  const [name, setName] = useState(`${runtime.name}-copy`);
  const [scope, setScope] = useState(runtime.namespace ?? EVERYWHERE);
  const [error, setError] = useState<Error>();
  const projects =
    clusters.value?.find(known => known.name === runtime.cluster)?.namespaces ??
    [];
  return (
    <ActionDialog
      title={`Duplicate ${runtime.title}`}
      action="Duplicate"
      isDisabled={name.trim() === ''}
      onAction={async () => {
        try {
          await api.duplicateRuntime(runtime, {
            name: name.trim(),
            ...(scope === EVERYWHERE ? {} : { namespace: scope }),
          });
          return true;
        } catch (failure) {
          setError(failure as Error);
          return false;
        }
      }}
      onClose={onClose}
    >
      {error && <Problem title="It was not duplicated" error={error} />}
      <Text color="secondary">
        The copy can be edited, and says when the original has a newer version.
      </Text>
      <TextField label="Name" isRequired value={name} onChange={setName} />
      <Select
        label="Scope"
        value={scope}
        options={[
          ...(runtime.namespace === undefined
            ? [{ id: EVERYWHERE, label: 'All projects' }]
            : []),
          ...projects.map(project => ({ id: project, label: project })),
        ]}
        onChange={chosen => setScope(String(chosen ?? EVERYWHERE))}
      />
    </ActionDialog>
  );
}
