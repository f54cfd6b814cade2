import { Text } from '@backstage/ui';
import {
  ContainerRestarts,
  formatBytes,
  formatBytesOf,
  formatCpu,
  ReplicaFacts,
  RevisionView,
  UNKNOWN,
} from '@greenroom/backstage-plugin-model-serving-common';
import { DataColumn, DataTable, EmptyNotice, TimeAgo } from '../../components';

interface ReplicaRow {
  readonly revision: RevisionView;
  readonly replica: ReplicaFacts;
}

const stateWords: Record<ReplicaFacts['state'], string> = {
  starting: 'Starting',
  ready: 'Ready',
  unready: 'Not answering',
  backoff: 'Ended, starts again',
  draining: 'Draining',
  ended: 'Ended',
};

const replica: DataColumn<{ replica: ReplicaFacts }> = {
  id: 'replica',
  label: 'Replica',
  isRowHeader: true,
  cell: row => row.replica.id,
};
const life: readonly DataColumn<{ replica: ReplicaFacts }>[] = [
  { id: 'state', label: 'State', cell: row => stateWords[row.replica.state] },
  {
    id: 'restarts',
    label: 'Restarts',
    cell: row => <Restarts replica={row.replica} />,
  },
  {
    id: 'age',
    label: 'Started',
    cell: row => <TimeAgo iso={row.replica.startedAt} />,
  },
];
const use: readonly DataColumn<{ replica: ReplicaFacts }>[] = [
  {
    id: 'cpu',
    label: 'CPU',
    cell: row => formatCpu(row.replica.cpuCores),
  },
  {
    id: 'memory',
    label: 'Memory',
    cell: ({ replica: { memoryBytes, memoryLimitBytes } }) =>
      memoryLimitBytes
        ? formatBytesOf(memoryBytes, memoryLimitBytes)
        : formatBytes(memoryBytes),
  },
];
const place: DataColumn<{ replica: ReplicaFacts }> = {
  id: 'location',
  label: 'Location',
  cell: row => row.replica.location ?? UNKNOWN,
};

/** What is told of a replica whose use nobody measures. */
export const replicaColumns = [replica, ...life, place];

const columns: readonly DataColumn<ReplicaRow>[] = [
  replica,
  { id: 'revision', label: 'Revision', cell: ({ revision }) => revision.name },
  ...life,
  ...use,
  place,
];

/** The running copies of every revision. @param props - `usageProblem`: why nobody knows what they use */
export function ReplicaTable(props: {
  revisions: readonly RevisionView[];
  usageProblem?: string;
}) {
  const rows = props.revisions.flatMap(revision =>
    (revision.facts?.replicas ?? []).map(one => ({ revision, replica: one })),
  );
  return (
    <section aria-label="Replicas">
      <Text as="h3" variant="title-x-small">
        Replicas
      </Text>
      {props.usageProblem && rows.length > 0 && (
        <Text color="secondary">{props.usageProblem}</Text>
      )}
      <DataTable
        label="Replicas"
        columns={columns}
        rows={rows}
        getId={row => `${row.revision.name}/${row.replica.id}`}
        empty={
          <EmptyNotice
            title="No replica runs"
            description="A deployment has replicas while it starts or serves; a stopped one has none."
          />
        }
      />
    </section>
  );
}

/** Of a replica of several containers: of all of them together, then of each that was started again. */
function Restarts(props: { replica: ReplicaFacts }) {
  const {
    restarts,
    restartsBy = [],
    lastExit,
    containers = [],
  } = props.replica;
  if (restartsBy.length === 0 || containers.length < 2)
    return (
      <>
        {restarts} {lastExit && <Exit {...lastExit} />}
      </>
    );
  return (
    <>
      {restartsBy.reduce((sum, { restarts: count }) => sum + count, 0)}
      {restartsBy.map(({ container, restarts: count, ...exit }) => (
        <Text as="p" key={container} variant="body-small" color="secondary">
          {container}: {count} <Exit {...exit} />
        </Text>
      ))}
    </>
  );
}

function Exit(props: Pick<ContainerRestarts, 'reason' | 'exitCode'>) {
  const { reason, exitCode } = props;
  return reason ? (
    <Text variant="body-small" color="secondary">
      {reason}
      {exitCode !== undefined && ` (${exitCode})`}
    </Text>
  ) : null;
}
