import { Flex, Text } from '@backstage/ui';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { RiCheckboxCircleFill, RiInformationLine } from '@remixicon/react';
import {
  ResourceView,
  UNKNOWN,
} from '@greenroom/backstage-plugin-model-serving-common';
import { DataColumn, RowMenu, TimeAgo } from '../components';
import styles from '../components/components.module.css';

/** What can be opened about a resource. */
export type ResourceDialogName = 'view' | 'edit' | 'delete';

/** The columns of the list of resources. */
export function resourceColumns(
  onOpen: (
    name: ResourceDialogName,
    resource: ResourceView,
    menu: HTMLElement | null,
  ) => void,
): readonly DataColumn<ResourceView>[] {
  return [
    {
      id: 'name',
      label: 'Name',
      isRowHeader: true,
      cell: ({ title, ref, description }) => (
        <Flex direction="column" gap="0.5">
          <Text weight="bold" title={ref.name}>
            {title}
          </Text>
          {description && (
            <Text
              variant="body-small"
              color="secondary"
              style={{ whiteSpace: 'normal' }}
            >
              {description}
            </Text>
          )}
        </Flex>
      ),
    },
    { id: 'kind', label: 'Kind', cell: ({ kind }) => kind },
    {
      id: 'project',
      label: 'Project',
      cell: ({ ref }) => ref.namespace || 'All projects',
    },
    {
      id: 'owner',
      label: 'Owner',
      cell: ({ owner }) =>
        owner ? <EntityRefLink entityRef={owner} /> : UNKNOWN,
    },
    {
      id: 'state',
      label: 'State',
      cell: resource => <Acted resource={resource} />,
    },
    {
      id: 'generation',
      label: 'Generation',
      cell: ({ generation }) => generation,
    },
    {
      id: 'created',
      label: 'Created',
      cell: ({ createdAt }) => <TimeAgo iso={createdAt} />,
    },
    {
      id: 'actions',
      label: 'Actions',
      cell: resource => (
        <RowMenu
          of={`${resource.kind} ${resource.title}`}
          entries={[
            {
              label: 'View YAML',
              onAction: menu => onOpen('view', resource, menu),
            },
            {
              label: 'Edit',
              isDisabled: resource.isClusterRemoved,
              onAction: menu => onOpen('edit', resource, menu),
            },
            {
              label: resource.isClusterRemoved ? 'Forget' : 'Delete',
              isDanger: true,
              onAction: menu => onOpen('delete', resource, menu),
            },
          ]}
        />
      ),
    },
  ];
}

/** Whether its cluster does something with it, and what else there is to know. */
function Acted(props: { resource: ResourceView }) {
  const { acted, conditions } = props.resource;
  const told = conditions.filter(({ message }) => message);
  return (
    <Flex direction="column" gap="0.5">
      <span className={styles.tone} data-tone={acted ? 'green' : 'grey'}>
        {acted ? (
          <RiCheckboxCircleFill size={16} aria-hidden="true" />
        ) : (
          <RiInformationLine size={16} aria-hidden="true" />
        )}
        {acted ? 'In effect' : 'Kept only'}
      </span>
      {told.map(({ type, message }) => (
        <Text
          key={type}
          variant="body-small"
          color="secondary"
          style={{ whiteSpace: 'normal' }}
        >
          {message}
        </Text>
      ))}
    </Flex>
  );
}
