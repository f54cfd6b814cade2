import { useMemo } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import {
  DeploymentDetail,
  deploymentUpdatePermission,
  stringifyResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import { modelServingApiRef } from '../../api';
import { HistorySource, WriteHistory } from '../../history';
import { EntityDeployment } from '../EntityDeployment';
import { DeploymentRollback } from '../rollout';

/** The tab History: who changed what, newest first; each write with its differences and the way back to it. */
export function HistoryContent() {
  return (
    <EntityDeployment>
      {(deployment, live) => (
        <History deployment={deployment} onChanged={live.retry} />
      )}
    </EntityDeployment>
  );
}

function History(props: {
  deployment: DeploymentDetail;
  onChanged: () => void;
}) {
  const { deployment, onChanged } = props;
  const { ref } = deployment;
  const api = useApi(modelServingApiRef);
  const source = useMemo(
    (): HistorySource => ({
      key: `deployment ${stringifyResourceRef(ref)}`,
      list: signal => api.listHistory(ref, { signal }),
      entry: (entry, signal) => api.getHistoryEntry(ref, entry, { signal }),
    }),
    [api, ref],
  );
  const { loading, allowed } = usePermission({
    permission: deploymentUpdatePermission,
    resourceRef: stringifyResourceRef(ref),
  });
  return (
    <WriteHistory
      source={source}
      noun="deployment"
      mayRestore={loading || allowed}
      renderRestore={({ id, generation }, { onDone, onClose }) => (
        <DeploymentRollback
          deployment={deployment}
          target={{ history: id }}
          to={`generation ${generation}`}
          onDone={() => {
            onDone();
            onChanged();
          }}
          onClose={onClose}
        />
      )}
    />
  );
}
