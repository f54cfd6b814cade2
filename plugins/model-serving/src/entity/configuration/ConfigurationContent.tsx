import { useMemo } from 'react';
import { Flex, Text } from '@backstage/ui';
import { stringify } from 'yaml';
import {
  ConfigurationLine,
  InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  CodeBlock,
  DataColumn,
  DataTable,
  EmptyNotice,
} from '../../components';
import styles from '../../components/components.module.css';
import { EntityDeployment } from '../EntityDeployment';

const originWords: Record<ConfigurationLine['origin'], string> = {
  runtime: 'Runtime',
  deployment: 'This deployment',
  platform: 'Platform',
};

const columns: readonly DataColumn<ConfigurationLine>[] = [
  { id: 'section', label: 'Section', cell: ({ section }) => section },
  { id: 'name', label: 'Setting', isRowHeader: true, cell: ({ name }) => name },
  {
    id: 'value',
    label: 'Value',
    cell: ({ value }) => <span className={styles.mono}>{value}</span>,
  },
  {
    id: 'origin',
    label: 'Comes from',
    cell: ({ origin }) => originWords[origin],
  },
];

/** The tab Configuration: what is in effect and where each line comes from, and the resource as YAML. */
export function ConfigurationContent() {
  return (
    <EntityDeployment>
      {({ configuration, resource }) => (
        <Flex direction="column" gap="6">
          <section aria-label="Effective configuration">
            <Text as="h3" variant="title-x-small">
              Effective configuration
            </Text>
            <DataTable
              label="Effective configuration"
              columns={columns}
              rows={configuration}
              getId={({ section, name, value }) => `${section}/${name}/${value}`}
              empty={
                <EmptyNotice
                  title="Not known yet"
                  description="It is known once a runtime is chosen; the tab Status shows what is missing."
                />
              }
            />
          </section>
          <ResourceYaml resource={resource} />
        </Flex>
      )}
    </EntityDeployment>
  );
}

function ResourceYaml(props: { resource: InferenceService }) {
  const { resource } = props;
  const text = useMemo(() => stringify(resource), [resource]);
  return (
    <section aria-label="YAML">
      <Text as="h3" variant="title-x-small">
        YAML
      </Text>
      <CodeBlock label="YAML of the resource" text={text} />
    </section>
  );
}
