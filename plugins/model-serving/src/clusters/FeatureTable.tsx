import { Flex, Text } from '@backstage/ui';
import { ClusterFeature } from '@greenroom/backstage-plugin-model-serving-common';
import { DataColumn, DataTable, StateLabel } from '../components';
import styles from './clusters.module.css';
import { featureWord } from './clusterWords';

const columns: readonly DataColumn<ClusterFeature>[] = [
  {
    id: 'feature',
    label: 'Feature',
    isRowHeader: true,
    cell: ({ title, details }) => (
      <Flex direction="column" gap="0.5" className={styles.name}>
        <strong>{title}</strong>
        {details.map(detail => (
          <Text key={detail} variant="body-small" color="secondary">
            {detail}
          </Text>
        ))}
      </Flex>
    ),
  },
  {
    id: 'state',
    label: 'State',
    cell: ({ state, needed, version }) => (
      <Flex direction="column" gap="0.5">
        <StateLabel state={featureWord({ state, needed })} />
        {version && (
          <Text variant="body-small" className={styles.text}>
            {version}
          </Text>
        )}
      </Flex>
    ),
  },
  {
    id: 'follows',
    label: 'What follows',
    cell: ({ follows }) => <Text className={styles.prose}>{follows}</Text>,
  },
  {
    id: 'needed',
    label: 'What it would need',
    cell: ({ needed }) => (
      <Text className={styles.prose}>{needed ?? 'Nothing.'}</Text>
    ),
  },
];

/** What a cluster has, what follows for the forms, and what would be needed for what is missing. */
export function FeatureTable(props: { features: readonly ClusterFeature[] }) {
  return (
    <Flex direction="column" gap="2">
      <Text as="h3" variant="title-x-small">
        What this cluster has
      </Text>
      <DataTable
        label="Features"
        columns={columns}
        rows={props.features}
        getId={({ feature }) => feature}
      />
    </Flex>
  );
}
