import { Flex, Link, Text } from '@backstage/ui';
import {
  capitalized,
  ClusterView,
  formatBytes,
  formatCount,
  UNKNOWN,
} from '@greenroom/backstage-plugin-model-serving-common';
import { DataColumn, Since, StateLabel } from '../components';
import styles from './clusters.module.css';
import { clusterWord } from './clusterWords';

/** The columns of the list of clusters. */
export function clusterColumns(
  hrefOf: (cluster: string) => string,
): readonly DataColumn<ClusterView>[] {
  return [
    {
      id: 'name',
      label: 'Name',
      isRowHeader: true,
      cell: ({ name, title, isDefault }) => (
        <Flex direction="column" gap="0.5" className={styles.name}>
          <Link href={hrefOf(name)}>
            <strong>{title}</strong>
          </Link>
          <Text variant="body-small" color="secondary">
            {isDefault ? `${name}, the default` : name}
          </Text>
        </Flex>
      ),
    },
    {
      id: 'state',
      label: 'State',
      cell: cluster => (
        <Flex direction="column" gap="0.5" className={styles.text}>
          <StateLabel state={clusterWord(cluster)} />
          {cluster.unknownSince && (
            <Text variant="body-small" color="secondary">
              <Since iso={cluster.unknownSince} />
            </Text>
          )}
          {cluster.message && (
            <Text variant="body-small" className={styles.brief}>
              {capitalized(cluster.message)}
            </Text>
          )}
        </Flex>
      ),
    },
    {
      id: 'projects',
      label: 'Projects',
      cell: ({ namespaces }) => (
        <span className={styles.projects}>{namespaces.join(', ')}</span>
      ),
    },
    {
      id: 'capacity',
      label: 'Capacity',
      cell: ({ capabilities: { capacity } }) =>
        capacity.cpuCores > 0
          ? `${formatCount(Math.round(capacity.cpuCores))} CPU, ${formatBytes(
              capacity.memoryBytes,
            )}`
          : UNKNOWN,
    },
    {
      id: 'accelerators',
      label: 'Accelerators',
      cell: ({ capabilities: { accelerators } }) =>
        accelerators.length > 0
          ? accelerators
              .map(({ count, title }) => `${formatCount(count)} × ${title}`)
              .join(', ')
          : UNKNOWN,
    },
  ];
}
