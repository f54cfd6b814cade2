import { Condition } from '@greenroom/backstage-plugin-model-serving-common';
import { DataColumn, DataTable, TimeAgo } from '../../components';
import styles from '../../components/components.module.css';

const columns: readonly DataColumn<Condition>[] = [
  { id: 'type', label: 'Type', isRowHeader: true, cell: ({ type }) => type },
  { id: 'status', label: 'Status', cell: ({ status }) => status },
  { id: 'reason', label: 'Reason', cell: ({ reason }) => reason },
  { id: 'message', label: 'Message', cell: ({ message }) => message },
  {
    id: 'changed',
    label: 'Changed',
    cell: ({ lastTransitionTime }) => <TimeAgo iso={lastTransitionTime} />,
  },
];

/** KServe's conditions as they are, folded: for those who know them. */
export function Conditions(props: { conditions: readonly Condition[] }) {
  return (
    <details className={styles.fold}>
      <summary>KServe conditions ({props.conditions.length})</summary>
      <DataTable
        label="Conditions"
        columns={columns}
        rows={props.conditions}
        getId={({ type }) => type}
      />
    </details>
  );
}
