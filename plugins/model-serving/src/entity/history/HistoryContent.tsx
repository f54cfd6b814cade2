import { useState } from 'react';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button } from '@backstage/ui';
import {
  DeploymentDetail,
  deploymentUpdatePermission,
  HistoryView,
  stringifyResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import { DataColumn, DataTable, EmptyNotice, LiveView } from '../../components';
import { useHistory } from '../../live';
import { EntityDeployment } from '../EntityDeployment';
import { RollbackDialog } from '../rollout';
import { historyColumns } from './historyColumns';
import { HistoryEntryDialog } from './HistoryEntryDialog';

function columns(
  show: (entry: HistoryView) => void,
): readonly DataColumn<HistoryView>[] {
  return [
    ...historyColumns,
    {
      id: 'details',
      label: 'Details',
      cell: entry => (
        <Button
          size="small"
          variant="secondary"
          aria-label={`Show ${entry.action} of generation ${entry.generation}`}
          onPress={() => show(entry)}
        >
          Show
        </Button>
      ),
    },
  ];
}

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
  const live = useHistory(deployment.ref);
  const [shown, setShown] = useState<HistoryView>();
  const [restored, setRestored] = useState<HistoryView>();
  const { loading, allowed } = usePermission({
    permission: deploymentUpdatePermission,
    resourceRef: stringifyResourceRef(deployment.ref),
  });
  return (
    <LiveView live={live} what="the history">
      {history => (
        <>
          <DataTable
            label="History"
            columns={columns(setShown)}
            rows={history}
            getId={({ id }) => String(id)}
            empty={
              <EmptyNotice
                title="No changes yet"
                description="Each change of the deployment appears here with who made it."
              />
            }
          />
          {shown && (
            <HistoryEntryDialog
              deploymentRef={deployment.ref}
              entry={shown}
              history={history}
              onRestore={
                shown.hasObject && (loading || allowed)
                  ? () => {
                      setRestored(shown);
                      setShown(undefined);
                    }
                  : undefined
              }
              onClose={() => setShown(undefined)}
            />
          )}
          {restored && (
            <RollbackDialog
              deployment={deployment}
              target={{ history: restored.id }}
              to={`generation ${restored.generation}`}
              onDone={() => {
                live.retry();
                onChanged();
              }}
              onClose={() => setRestored(undefined)}
            />
          )}
        </>
      )}
    </LiveView>
  );
}
