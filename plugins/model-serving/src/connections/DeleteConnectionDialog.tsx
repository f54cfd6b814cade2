import { useState } from 'react';
import { Alert, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { ConnectionView } from '@greenroom/backstage-plugin-model-serving-common';
import { ActionDialog } from '../actions';
import { modelServingApiRef } from '../api';
import { Problem } from '../components';
import { othersWords } from './connectionWords';

/** Asks before a connection is deleted; while deployments use it, says which instead. */
export function DeleteConnectionDialog(props: {
  connection: ConnectionView;
  onClose: () => void;
}) {
  const { connection, onClose } = props;
  const { ref, title, usedBy, usedByOthers = 0 } = connection;
  const isUsed = usedBy.length + usedByOthers > 0;
  const users = [
    ...usedBy.map(({ namespace, name }) => `${namespace}/${name}`),
    ...(usedByOthers > 0 ? [othersWords(usedByOthers)] : []),
  ];
  const api = useApi(modelServingApiRef);
  const [error, setError] = useState<Error>();
  return (
    <ActionDialog
      title={`Delete ${title}?`}
      action="Delete"
      destructive
      isDisabled={isUsed}
      onAction={async () => {
        try {
          await api.deleteConnection(ref);
          return true;
        } catch (failure) {
          setError(failure as Error);
          return false;
        }
      }}
      onClose={onClose}
    >
      {error && <Problem title="It was not deleted" error={error} />}
      {isUsed ? (
        <Alert
          status="warning"
          icon
          title="It is in use and cannot be deleted"
          description={`Used by ${users.join(
            ', ',
          )}. Delete these deployments, or give them another connection, first.`}
        />
      ) : (
        <Text>
          Its stored keys are deleted and cannot be brought back. The models
          themselves stay where they are.
        </Text>
      )}
    </ActionDialog>
  );
}
