import { ResourceRef } from '@greenroom/backstage-plugin-model-serving-common';
import { DataTable, EmptyNotice, LiveView } from '../../components';
import { EntityDeploymentRef } from '../../entity/EntityDeployment';
import { historyColumns } from '../../entity/history';
import { useGraphHistory } from '../../live';

/** The tab History: who changed what, newest first. */
export function GraphHistoryContent() {
  return (
    <EntityDeploymentRef>
      {ref => <History graphRef={ref} />}
    </EntityDeploymentRef>
  );
}

function History(props: { graphRef: ResourceRef }) {
  const live = useGraphHistory(props.graphRef);
  return (
    <LiveView live={live} what="the history">
      {history => (
        <DataTable
          label="History"
          columns={historyColumns}
          rows={history}
          getId={({ id }) => String(id)}
          empty={
            <EmptyNotice
              title="No changes yet"
              description="Each change of the graph appears here with who made it."
            />
          }
        />
      )}
    </LiveView>
  );
}
