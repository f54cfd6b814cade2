import {
  ButtonIcon,
  Flex,
  Menu,
  MenuItem,
  MenuTrigger,
  Text,
} from '@backstage/ui';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  RiCheckboxCircleFill,
  RiInformationLine,
  RiMore2Line,
} from '@remixicon/react';
import {
  ResourceView,
  UNKNOWN,
} from '@greenroom/backstage-plugin-model-serving-common';
import { DataColumn, TimeAgo } from '../components';
import styles from '../components/components.module.css';

/** What can be opened about a resource. */
export type ResourceDialogName = 'view' | 'edit' | 'delete';

/** The columns of the list of resources. */
export function resourceColumns(
  onOpen: (name: ResourceDialogName, resource: ResourceView) => void,
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
        <MenuTrigger>
          <ButtonIcon
            size="small"
            variant="tertiary"
            icon={<RiMore2Line />}
            aria-label={`More actions for ${resource.kind} ${resource.title}`}
          />
          <Menu>
            <MenuItem onAction={() => onOpen('view', resource)}>
              View YAML
            </MenuItem>
            <MenuItem
              isDisabled={resource.isClusterRemoved}
              onAction={() => onOpen('edit', resource)}
            >
              Edit
            </MenuItem>
            <MenuItem
              color="danger"
              className={styles.readable}
              onAction={() => onOpen('delete', resource)}
            >
              {resource.isClusterRemoved ? 'Forget' : 'Delete'}
            </MenuItem>
          </Menu>
        </MenuTrigger>
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
