import { Flex, Link, Text } from '@backstage/ui';
import {
  EntityRefLink,
  useEntityRefLink,
} from '@backstage/plugin-catalog-react';
import { RiAlertLine } from '@remixicon/react';
import {
  DeploymentOrderField,
  DeploymentSummary,
  formatPercent,
  formatRate,
  UNKNOWN,
} from '@greenroom/backstage-plugin-model-serving-common';
import { DataColumn, ProjectCell, StateLabel, TimeAgo } from '../components';
import common from '../components/components.module.css';
import styles from './deployments.module.css';
import { DeploymentRowActions } from './DeploymentRowActions';
import { EndpointsPopover } from './EndpointsPopover';

const accessWords: Record<DeploymentSummary['access'], string> = {
  open: 'Open',
  token: 'Token',
  internal: 'Internal only',
};

/** Columns that sort, by the field that the backend orders by. */
export const sortFields: Record<string, DeploymentOrderField> = {
  name: 'name',
  state: 'state',
  owner: 'owner',
  project: 'namespace',
  runtime: 'runtime',
  model: 'format',
  lastDeployed: 'lastDeployed',
};

/** The columns of the list (screens §2). */
export function deploymentColumns(
  onChanged: () => void,
): readonly DataColumn<DeploymentSummary>[] {
  const columns: readonly DataColumn<DeploymentSummary>[] = [
    {
      id: 'name',
      label: 'Name',
      isRowHeader: true,
      cell: deployment => <NameCell deployment={deployment} />,
    },
    {
      id: 'state',
      label: 'State',
      cell: deployment => <StateCell deployment={deployment} />,
    },
    {
      id: 'owner',
      label: 'Owner',
      cell: ({ owner }) =>
        owner ? <EntityRefLink entityRef={owner} /> : <NoOwner />,
    },
    {
      id: 'project',
      label: 'Project',
      cell: ({ ref }) => <ProjectCell of={ref} />,
    },
    {
      id: 'runtime',
      label: 'Runtime',
      cell: ({ runtime }) => runtime?.title ?? UNKNOWN,
    },
    {
      id: 'model',
      label: 'Model',
      cell: ({ model }) => <ModelCell model={model} />,
    },
    {
      id: 'endpoints',
      label: 'Endpoints',
      cell: deployment => <EndpointsPopover deployment={deployment} />,
    },
    {
      id: 'replicas',
      label: 'Replicas',
      cell: ({ replicas }) => (
        <span
          title={`Between ${replicas.min} and ${replicas.max}${
            replicas.scaledBy
              ? `, as the cluster’s ${replicas.scaledBy.kind} decides`
              : ''
          }`}
          style={{ whiteSpace: 'nowrap' }}
        >
          {replicas.ready}/{replicas.desired}
        </span>
      ),
    },
    {
      id: 'access',
      label: 'Access',
      cell: ({ access }) => accessWords[access],
    },
    {
      id: 'requests',
      label: 'Requests',
      cell: ({ traffic }) => <TrafficCell traffic={traffic} />,
    },
    {
      id: 'lastDeployed',
      label: 'Last deployed',
      cell: ({ lastDeployedAt, createdAt }) => (
        <TimeAgo iso={lastDeployedAt ?? createdAt} />
      ),
    },
    {
      id: 'actions',
      label: 'Actions',
      cell: deployment => (
        <DeploymentRowActions deployment={deployment} onChanged={onChanged} />
      ),
    },
  ];
  return columns.map(column => ({
    ...column,
    isSortable: column.id in sortFields,
  }));
}

function NameCell(props: { deployment: DeploymentSummary }) {
  const { title, ref, entityRef, description } = props.deployment;
  const entityLink = useEntityRefLink();
  return (
    <Flex direction="column" gap="0.5">
      <Link
        href={entityLink(entityRef)}
        weight="bold"
        title={`${title}: InferenceService ${ref.namespace}/${ref.name} on ${ref.cluster}`}
      >
        <span className={styles.name}>{title}</span>
      </Link>
      {description && (
        <Text
          variant="body-small"
          color="secondary"
          truncate
          title={description}
          className={styles.description}
        >
          {description}
        </Text>
      )}
    </Flex>
  );
}

function StateCell(props: { deployment: DeploymentSummary }) {
  const { state, entityRef } = props.deployment;
  const entityLink = useEntityRefLink();
  const [note] = state.notes;
  return (
    <Flex direction="column" gap="0.5">
      <Link href={`${entityLink(entityRef)}/status`} standalone>
        <StateLabel state={state} />
      </Link>
      <Text variant="body-small" color="secondary" className={styles.state}>
        {state.code === 'ready' && note ? note : state.headline}
      </Text>
    </Flex>
  );
}

function NoOwner() {
  return (
    <span className={common.tone} data-tone="amber">
      <RiAlertLine size={16} aria-hidden="true" />
      No owner
    </span>
  );
}

function ModelCell(props: { model: DeploymentSummary['model'] }) {
  const { format, version, type, protocol } = props.model;
  return (
    <Flex direction="column" gap="0.5">
      <Text>{[format, version].filter(Boolean).join(' – ') || UNKNOWN}</Text>
      <Text variant="body-small" color="secondary">
        {[type, protocol].filter(Boolean).join(', ')}
      </Text>
    </Flex>
  );
}

function TrafficCell(props: { traffic: DeploymentSummary['traffic'] }) {
  const { traffic } = props;
  return (
    <Flex direction="column" gap="0.5">
      <Text style={{ whiteSpace: 'nowrap' }}>
        {formatRate(traffic?.requestsPerSecond)}
      </Text>
      {traffic && traffic.errorRatio > 0 && (
        <Text variant="body-small" color="secondary">
          {formatPercent(traffic.errorRatio)} errors
        </Text>
      )}
    </Flex>
  );
}
