import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Flex, Text } from '@backstage/ui';
import {
  formatDuration,
  formatPercent,
  formatRate,
  GraphDetail,
  GraphMember,
  GraphNodeView,
  GraphStepView,
  UNKNOWN,
} from '@greenroom/backstage-plugin-model-serving-common';
import { DataColumn, DataTable, StateLabel } from '../../components';
import styles from '../../components/components.module.css';
import { settingWords, stepName, targetWords, whenWords } from '../words';

interface StepRow {
  readonly node: GraphNodeView;
  readonly step: GraphStepView;
  readonly member?: GraphMember;
}

const columns: readonly DataColumn<StepRow>[] = [
  {
    id: 'step',
    label: 'Step',
    isRowHeader: true,
    cell: ({ node, step }) => (
      <Flex direction="column" gap="0.5">
        <Text weight="bold" className={styles.readable}>
          {stepName(node, step)}
        </Text>
        <Text variant="body-small" color="secondary">
          {node.routerType}
          {node.isReached ? '' : ', never reached'}
        </Text>
      </Flex>
    ),
  },
  {
    id: 'calls',
    label: 'Calls',
    cell: ({ step, member }) => (
      <Flex direction="column" gap="0.5">
        {member?.state ? (
          <EntityRefLink
            entityRef={member.entityRef}
            title={member.name}
            hideIcon
          />
        ) : (
          <Text>{targetWords(step.target)}</Text>
        )}
        {member?.state && <StateLabel state={member.state} />}
        {member?.problem && (
          <Text variant="body-small" color="secondary">
            {member.problem}
          </Text>
        )}
      </Flex>
    ),
  },
  {
    id: 'how',
    label: 'When and how',
    cell: ({ node, step }) =>
      [whenWords(node, step), ...settingWords(step)]
        .filter(Boolean)
        .join(', ') || UNKNOWN,
  },
];

/** What passes through each; nobody measures it where our gateway does not run the graph. */
const measured: readonly DataColumn<StepRow>[] = [
  {
    id: 'requests',
    label: 'Requests',
    cell: ({ step }) => formatRate(step.traffic?.requestsPerSecond),
  },
  {
    id: 'errors',
    label: 'Errors',
    cell: ({ step }) => formatPercent(step.traffic?.errorRatio),
  },
  {
    id: 'median',
    label: 'Median',
    cell: ({ step }) => formatDuration(step.traffic?.p50Ms),
  },
  {
    id: 'p95',
    label: 'p95',
    cell: ({ step }) => formatDuration(step.traffic?.p95Ms),
  },
];

/** The picture in words and numbers: one row for each step, in the order in which they are reached. */
export function StepTable(props: {
  graph: Pick<GraphDetail, 'nodes' | 'members' | 'ungated'>;
}) {
  const { nodes, members, ungated } = props.graph;
  const byName = new Map(members.map(member => [member.name, member]));
  const rows = nodes.flatMap(node =>
    node.steps.map(step => ({
      node,
      step,
      member:
        step.target.kind === 'service'
          ? byName.get(step.target.service)
          : undefined,
    })),
  );
  return (
    <DataTable
      label="Steps"
      columns={ungated ? columns : [...columns, ...measured]}
      rows={rows}
      getId={({ step }) => step.id}
    />
  );
}
