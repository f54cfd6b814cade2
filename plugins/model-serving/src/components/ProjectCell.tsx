import { Flex, Text } from '@backstage/ui';
import { ResourceRef } from '@greenroom/backstage-plugin-model-serving-common';
import { useClusters } from '../live';

/** The project of a row; where the portal knows several clusters, also which: names are told apart by both. */
export function ProjectCell(props: {
  of: Pick<ResourceRef, 'cluster' | 'namespace'>;
}) {
  const { cluster, namespace } = props.of;
  const clusters = useClusters().value ?? [];
  // One that is configured no more has no title
  const title = clusters.find(({ name }) => name === cluster)?.title ?? cluster;
  if (clusters.length < 2) return <span>{namespace}</span>;
  return (
    <Flex direction="column" gap="0.5">
      <span>{namespace}</span>
      <Text variant="body-small" color="secondary">
        {title}
      </Text>
    </Flex>
  );
}
