import { useMemo } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import {
  GraphDetail,
  graphUpdatePermission,
  stringifyResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import { servingResourcesApiRef } from '../../api';
import { RollbackDialog } from '../../changes';
import { HistorySource, WriteHistory } from '../../history';
import { graphResourceRef } from '../graphResourceRef';
import { EntityGraph } from './EntityGraph';
import { plannedChange } from './plannedChange';

const KIND = 'InferenceGraph';

/** The tab History: who changed what, newest first; each write with its differences and the way back to it. */
export function GraphHistoryContent() {
  return (
    <EntityGraph>
      {(graph, live) => <History graph={graph} onChanged={live.retry} />}
    </EntityGraph>
  );
}

function History(props: { graph: GraphDetail; onChanged: () => void }) {
  const { graph, onChanged } = props;
  const { ref, title } = graph;
  const api = useApi(servingResourcesApiRef);
  const source = useMemo(
    (): HistorySource => ({
      key: `graph ${stringifyResourceRef(ref)}`,
      list: signal => api.listResourceHistory(KIND, ref, { signal }),
      entry: (entry, signal) =>
        api.getResourceHistoryEntry(KIND, ref, entry, { signal }),
    }),
    [api, ref],
  );
  const { loading, allowed } = usePermission({
    permission: graphUpdatePermission,
    resourceRef: graphResourceRef(ref),
  });
  return (
    <WriteHistory
      source={source}
      noun="graph"
      mayRestore={loading || allowed}
      renderRestore={({ id, generation }, { onDone, onClose }) => (
        <RollbackDialog
          title={title}
          to={`generation ${generation}`}
          changeKey={`${source.key} ${id}`}
          preview={async signal =>
            plannedChange(
              await api.previewResourceRollback(
                KIND,
                ref,
                { history: id },
                { signal },
              ),
            )
          }
          rollBack={() =>
            api.rollBackResource(KIND, ref, { history: id }, { how: 'form' })
          }
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
