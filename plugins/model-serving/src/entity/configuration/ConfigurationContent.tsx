import { Flex, Text } from '@backstage/ui';
import {
  capitalized,
  ConfigurationLine,
  DeploymentDetail,
  hardwareProfileOf,
  isSameHardwareProfile,
} from '@greenroom/backstage-plugin-model-serving-common';
import { DataColumn, DataTable, EmptyNotice } from '../../components';
import styles from '../../components/components.module.css';
import { useHardwareProfiles } from '../../live';
import { EntityDeployment } from '../EntityDeployment';
import { ConfigurationRow, configurationRows } from './configurationRows';
import { ResourceYaml } from './ResourceYaml';

const originWords: Record<ConfigurationLine['origin'], string> = {
  runtime: 'Runtime',
  deployment: 'This deployment',
  platform: 'Platform',
};

const columns: readonly DataColumn<ConfigurationRow>[] = [
  {
    id: 'setting',
    label: 'Setting',
    isRowHeader: true,
    cell: row => (
      <Flex direction="column" gap="0.5">
        <Text weight="bold">{row.setting}</Text>
        <Text variant="body-small" color="secondary">
          {placeOf(row)}
        </Text>
      </Flex>
    ),
  },
  { id: 'value', label: 'Value', cell: ({ lines }) => <Value lines={lines} /> },
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
      {(deployment, live) => (
        <Flex direction="column" gap="6">
          <EffectiveConfiguration deployment={deployment} />
          <ResourceYaml deployment={deployment} onStored={live.retry} />
        </Flex>
      )}
    </EntityDeployment>
  );
}

function EffectiveConfiguration(props: { deployment: DeploymentDetail }) {
  const { configuration, ref, resource } = props.deployment;
  const named = hardwareProfileOf(resource);
  const { cluster, namespace } = ref;
  const profiles = useHardwareProfiles(
    named ? { cluster, namespace } : undefined,
  ).value;
  // Until it is known, and where it is not, its name says which
  const profile = profiles?.items.find(item =>
    isSameHardwareProfile(item, named),
  );
  return (
    <section aria-label="Effective configuration">
      <Text as="h3" variant="title-x-small">
        Effective configuration
      </Text>
      <DataTable
        label="Effective configuration"
        columns={columns}
        rows={configurationRows(configuration, {
          hardwareProfile: profile?.title,
        })}
        getId={({ component, section, setting, origin, lines }) =>
          [component, section, setting, origin, ...lines].join()
        }
        empty={
          <EmptyNotice
            title="Not known yet"
            description="It is known once a runtime is chosen; the tab Status shows what is missing."
          />
        }
      />
    </section>
  );
}

/** Component and section of a setting, as far as they say more than its name. */
function placeOf({ component, section, setting }: ConfigurationRow): string {
  return [
    ...(component ? [capitalized(component)] : []),
    ...(section === setting ? [] : [section]),
  ].join(', ');
}

/** One value as it is; several as a list, one a line. */
function Value(props: { lines: readonly string[] }) {
  const { lines } = props;
  if (lines.length === 1) {
    return <code className={styles.mono}>{lines[0]}</code>;
  }
  return (
    <ol className={styles.plainList}>
      {lines.map((line, position) => (
        <li key={position}>
          <code className={styles.mono}>{line}</code>
        </li>
      ))}
    </ol>
  );
}
