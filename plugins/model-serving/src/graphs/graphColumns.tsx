import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Flex, Text } from '@backstage/ui';
import {
  formatDuration,
  formatPercent,
  formatRate,
  GraphSummary,
  UNKNOWN,
} from '@greenroom/backstage-plugin-model-serving-common';
import { DataColumn, ProjectCell, StateLabel } from '../components';
import styles from './graphs.module.css';
import { GraphRowActions } from './GraphRowActions';
import { counted } from './words';

/** The columns of the list of graphs. */
export function graphColumns(
  onChanged: () => void,
): readonly DataColumn<GraphSummary>[] {
  return [
    {
      id: 'name',
      label: 'Name',
      isRowHeader: true,
      cell: ({ title, entityRef, ref, description }) => (
        <Flex direction="column" gap="0.5" className={styles.name}>
          <EntityRefLink entityRef={entityRef} hideIcon>
            <strong
              className={styles.title}
              title={`${title}: InferenceGraph ${ref.namespace}/${ref.name} on ${ref.cluster}`}
            >
              {title}
            </strong>
          </EntityRefLink>
          {description && (
            <Text variant="body-small" color="secondary">
              {description}
            </Text>
          )}
        </Flex>
      ),
    },
    {
      id: 'state',
      label: 'State',
      cell: ({ state }) => (
        <Flex direction="column" gap="0.5" className={styles.state}>
          <StateLabel state={state} />
          <Text variant="body-small" color="secondary">
            {state.headline}
          </Text>
        </Flex>
      ),
    },
    {
      id: 'owner',
      label: 'Owner',
      cell: ({ owner }) =>
        owner ? <EntityRefLink entityRef={owner} /> : UNKNOWN,
    },
    {
      id: 'project',
      label: 'Project',
      cell: ({ ref }) => <ProjectCell of={ref} />,
    },
    {
      id: 'steps',
      label: 'Steps',
      cell: ({ nodeCount, stepCount }) => (
        <span className={styles.oneLine}>
          {counted(stepCount, 'step')} in {counted(nodeCount, 'node')}
        </span>
      ),
    },
    {
      id: 'services',
      label: 'Services',
      cell: ({ services }) => (
        <span className={styles.services}>
          {services.join(', ') || UNKNOWN}
        </span>
      ),
    },
    {
      id: 'requests',
      label: 'Requests',
      cell: ({ traffic }) => (
        <Flex direction="column" gap="0.5" className={styles.oneLine}>
          <Text>{formatRate(traffic?.requestsPerSecond)}</Text>
          {traffic && traffic.errorRatio > 0 && (
            <Text variant="body-small" color="secondary">
              {formatPercent(traffic.errorRatio)} errors
            </Text>
          )}
        </Flex>
      ),
    },
    {
      id: 'latency',
      label: 'p95',
      cell: ({ traffic }) => (
        <span className={styles.oneLine}>{formatDuration(traffic?.p95Ms)}</span>
      ),
    },
    {
      id: 'actions',
      label: 'Actions',
      cell: graph => <GraphRowActions graph={graph} onChanged={onChanged} />,
    },
  ];
}
