import { Text } from '@backstage/ui';
import { stringify } from 'yaml';
import { FieldChange } from '@greenroom/backstage-plugin-model-serving-common';
import { DataColumn, DataTable } from './DataTable';
import styles from './components.module.css';

/** What differs between two objects, field by field, with both sides. */
export function ChangeTable(props: {
  label: string;
  changes: readonly FieldChange[];
  /** Headings of the two sides. */
  sides?: readonly [string, string];
  /** What is said where nothing differs. */
  empty?: string;
  /** Why a field differs, where that is known. */
  because?: (change: FieldChange) => string;
}) {
  const { label, changes, empty = 'Nothing differs.', because } = props;
  const [before, after] = props.sides ?? ['Before', 'After'];
  const columns: readonly DataColumn<FieldChange>[] = [
    {
      id: 'field',
      label: 'Field',
      isRowHeader: true,
      cell: ({ path }) => (
        <span className={styles.mono}>{path || 'everything'}</span>
      ),
    },
    {
      id: 'before',
      label: before,
      cell: change => <Side value={change.before} />,
    },
    {
      id: 'after',
      label: after,
      cell: change => <Side value={change.after} />,
    },
    ...(because
      ? [
          {
            id: 'because',
            label: 'Why',
            cell: (change: FieldChange) => <Text>{because(change)}</Text>,
          },
        ]
      : []),
  ];
  if (changes.length === 0) {
    return <Text color="secondary">{empty}</Text>;
  }
  return (
    <DataTable
      label={label}
      columns={columns}
      rows={changes}
      getId={({ path }) => path}
    />
  );
}

function Side(props: { value: unknown }) {
  const { value } = props;
  if (value === undefined) {
    return <Text color="secondary">not set</Text>;
  }
  return (
    <pre className={`${styles.mono} ${styles.wrap}`} style={{ margin: 0 }}>
      {stringify(value, { lineWidth: 0 }).trimEnd()}
    </pre>
  );
}
