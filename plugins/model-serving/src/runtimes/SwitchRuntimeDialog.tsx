import { useState } from 'react';
import { Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { RuntimeView } from '@greenroom/backstage-plugin-model-serving-common';
import { ActionDialog } from '../actions';
import { servingResourcesApiRef } from '../api';
import { Problem } from '../components';
import { deploymentsInWords } from './runtimeWords';

/** Says what switching a runtime on or off does, and does it. */
export function SwitchRuntimeDialog(props: {
  runtime: RuntimeView;
  onClose: () => void;
}) {
  const { runtime, onClose } = props;
  const { title, enabled, usedBy } = runtime;
  const api = useApi(servingResourcesApiRef);
  const [error, setError] = useState<Error>();
  const verb = enabled ? 'Switch off' : 'Switch on';
  return (
    <ActionDialog
      title={`${verb} ${title}?`}
      action={verb}
      onAction={async () => {
        try {
          await api.switchRuntime(runtime, !enabled);
          return true;
        } catch (failure) {
          setError(failure as Error);
          return false;
        }
      }}
      onClose={onClose}
    >
      {error && <Problem title="It was not switched" error={error} />}
      <Text>
        {enabled
          ? `New deployments cannot choose it any more. ${
              usedBy === 0
                ? 'Nothing runs on it now.'
                : `${deploymentsInWords(usedBy)} on it keep running.`
            }`
          : 'New deployments may choose it again.'}
      </Text>
    </ActionDialog>
  );
}
