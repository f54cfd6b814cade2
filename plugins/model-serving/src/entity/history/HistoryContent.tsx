import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  HistoryView,
  ResourceRef,
  UNKNOWN,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  DataColumn,
  DataTable,
  EmptyNotice,
  LiveView,
  TimeAgo,
} from '../../components';
import styles from '../../components/components.module.css';
import { useHistory } from '../../live';
import { EntityDeploymentRef } from '../EntityDeployment';

const columns: readonly DataColumn<HistoryView>[] = [
  { id: 'when', label: 'When', cell: ({ at }) => <TimeAgo iso={at} /> },
  {
    id: 'action',
    label: 'Action',
    isRowHeader: true,
    cell: ({ action }) => action,
  },
  { id: 'who', label: 'Who', cell: ({ actor }) => <Actor actor={actor} /> },
  {
    id: 'generation',
    label: 'Generation',
    cell: ({ generation }) => generation,
  },
  {
    id: 'changes',
    label: 'Changed fields',
    cell: ({ changes }) =>
      changes.length === 0 ? (
        UNKNOWN
      ) : (
        <span className={styles.mono}>{changes.join(', ')}</span>
      ),
  },
  {
    id: 'result',
    label: 'Result',
    cell: ({ result }) => (result === 'accepted' ? 'Accepted' : 'Refused'),
  },
];

/** The tab History: who changed what, newest first. */
export function HistoryContent() {
  return (
    <EntityDeploymentRef>
      {ref => <History deploymentRef={ref} />}
    </EntityDeploymentRef>
  );
}

function History(props: { deploymentRef: ResourceRef }) {
  const live = useHistory(props.deploymentRef);
  return (
    <LiveView live={live} what="the history">
      {history => (
        <DataTable
          label="History"
          columns={columns}
          rows={[...history].sort((a, b) => b.at.localeCompare(a.at))}
          getId={({ at, action, generation }) =>
            [at, action, generation].join()
          }
          empty={
            <EmptyNotice
              title="No changes yet"
              description="Each change of the deployment appears here with who made it."
            />
          }
        />
      )}
    </LiveView>
  );
}

/** A person or component as a link; what is no entity reference, such as `system`, as it is. */
function Actor(props: { actor: string | undefined }) {
  const { actor } = props;
  if (!actor) {
    return <>{UNKNOWN}</>;
  }
  return /^(user|group|component):[^/]+\/.+$/.test(actor) ? (
    <EntityRefLink entityRef={actor} />
  ) : (
    <>{actor}</>
  );
}
