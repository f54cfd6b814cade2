import { useState } from 'react';
import { Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { ResourceView } from '@greenroom/backstage-plugin-model-serving-common';
import { ActionDialog, RemovedClusterNotice } from '../actions';
import { servingResourcesApiRef } from '../api';
import { Problem } from '../components';

/** Asks before a resource is deleted; a refusal names what still refers to it. */
export function DeleteResourceDialog(props: {
  resource: ResourceView;
  onClose: () => void;
}) {
  const { resource, onClose } = props;
  const { kind, ref, title, isClusterRemoved } = resource;
  const verb = isClusterRemoved ? 'Forget' : 'Delete';
  const api = useApi(servingResourcesApiRef);
  const [error, setError] = useState<Error>();
  return (
    <ActionDialog
      title={`${verb} ${kind} ${title}?`}
      action={verb}
      destructive
      onAction={async () => {
        try {
          await api.deleteResource(kind, ref);
          return true;
        } catch (failure) {
          setError(failure as Error);
          return false;
        }
      }}
      onClose={onClose}
    >
      {isClusterRemoved && <RemovedClusterNotice cluster={ref.cluster} />}
      {error && <Problem title="It was not deleted" error={error} />}
      <Text>
        It cannot be brought back. Export it first if you may need it again.
      </Text>
    </ActionDialog>
  );
}
