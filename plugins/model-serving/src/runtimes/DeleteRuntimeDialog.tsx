import { useState } from 'react';
import { Alert, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { RuntimeView } from '@greenroom/backstage-plugin-model-serving-common';
import { ActionDialog } from '../actions';
import { servingResourcesApiRef } from '../api';
import { Problem } from '../components';
import { RuntimeUsers } from './RuntimeUsers';

/** Asks before a runtime is deleted; while deployments use it, says which instead. */
export function DeleteRuntimeDialog(props: {
  runtime: RuntimeView;
  onClose: () => void;
}) {
  const { runtime, onClose } = props;
  const { kind, cluster, namespace = '', name, title, usedBy } = runtime;
  const api = useApi(servingResourcesApiRef);
  const [error, setError] = useState<Error>();
  return (
    <ActionDialog
      title={`Delete ${title}?`}
      action="Delete"
      destructive
      isDisabled={usedBy > 0}
      onAction={async () => {
        try {
          await api.deleteResource(kind, { cluster, namespace, name });
          return true;
        } catch (failure) {
          setError(failure as Error);
          return false;
        }
      }}
      onClose={onClose}
    >
      {error && <Problem title="It was not deleted" error={error} />}
      {usedBy > 0 ? (
        <>
          <Alert
            status="warning"
            icon
            title="It is in use and cannot be deleted"
            description="Move these deployments to another runtime first, or switch this one off: then nothing new can choose it."
          />
          <RuntimeUsers runtime={runtime} />
        </>
      ) : (
        <Text>
          New deployments cannot choose it any more. Nothing runs on it now.
        </Text>
      )}
    </ActionDialog>
  );
}
