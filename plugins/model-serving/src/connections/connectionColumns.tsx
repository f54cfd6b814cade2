import { Flex, Link, Text } from '@backstage/ui';
import {
  EntityRefLink,
  useEntityRefLink,
} from '@backstage/plugin-catalog-react';
import {
  RiAlertLine,
  RiCheckboxCircleFill,
  RiErrorWarningFill,
  RiLoader4Line,
  RiQuestionLine,
} from '@remixicon/react';
import {
  ConnectionSharing,
  ConnectionTestStatus,
  ConnectionView,
  isForServing,
  ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import { DataColumn, ProjectCell, TimeAgo } from '../components';
import styles from '../components/components.module.css';
import { ConnectionAct, ConnectionRowActions } from './ConnectionRowActions';
import { locationOf, othersWords, typeWords } from './connectionWords';

const testLooks: Record<
  ConnectionTestStatus['state'],
  { icon: typeof RiLoader4Line; word: string; tone: string }
> = {
  'not-tested': { icon: RiQuestionLine, word: 'Not tested', tone: 'grey' },
  testing: { icon: RiLoader4Line, word: 'Testing', tone: 'blue' },
  verified: { icon: RiCheckboxCircleFill, word: 'Verified', tone: 'green' },
  failed: { icon: RiErrorWarningFill, word: 'Failed', tone: 'red' },
};

/** The columns of the list of connections (screens §11). */
export function connectionColumns(handlers: {
  onOpen: (
    act: ConnectionAct,
    connection: ConnectionView,
    menu?: HTMLElement | null,
  ) => void;
  /** Entity of a deployment. */
  entityRefOf: (deployment: ResourceRef) => string;
}): readonly DataColumn<ConnectionView>[] {
  return [
    {
      id: 'name',
      label: 'Name',
      isRowHeader: true,
      cell: connection => <NameCell connection={connection} />,
    },
    {
      id: 'project',
      label: 'Project',
      cell: ({ ref }) => <ProjectCell of={ref} />,
    },
    {
      id: 'owner',
      label: 'Owner',
      cell: ({ owner }) =>
        owner ? (
          <EntityRefLink entityRef={owner} />
        ) : (
          <Flex gap="1" align="center">
            <RiAlertLine size={16} aria-hidden="true" />
            <Text>No owner</Text>
          </Flex>
        ),
    },
    {
      id: 'location',
      label: 'Location',
      cell: ({ resource: { spec } }) => (
        <Flex direction="column" gap="0.5" className={styles.place}>
          <Text variant="body-small" color="secondary">
            {isForServing(spec)
              ? typeWords[spec.type]
              : `${typeWords[spec.type]} (not for serving)`}
          </Text>
          <span className={styles.mono}>{locationOf(spec.values)}</span>
        </Flex>
      ),
    },
    {
      id: 'test',
      label: 'Test',
      cell: ({ resource }) => <TestCell test={resource.status?.test} />,
    },
    {
      id: 'used-by',
      label: 'Used by',
      cell: connection => (
        <UsersCell connection={connection} entityRefOf={handlers.entityRefOf} />
      ),
    },
    {
      id: 'shared-with',
      label: 'Shared with',
      cell: ({ resource }) => (
        <SharedCell sharedWith={resource.spec.sharedWith} />
      ),
    },
    {
      id: 'created',
      label: 'Created',
      cell: ({ createdAt }) => <TimeAgo iso={createdAt} />,
    },
    {
      id: 'actions',
      label: 'Actions',
      cell: connection => (
        <ConnectionRowActions
          connection={connection}
          onOpen={handlers.onOpen}
        />
      ),
    },
  ];
}

function NameCell(props: { connection: ConnectionView }) {
  const { title, entityRef, description } = props.connection;
  const entityLink = useEntityRefLink();
  return (
    <Flex direction="column" gap="0.5">
      <Link href={entityLink(entityRef)} weight="bold">
        {title}
      </Link>
      {description && (
        <Text variant="body-small" color="secondary">
          {description}
        </Text>
      )}
    </Flex>
  );
}

/** Shown by name; the rest of a long list is counted. */
const SHOWN_USERS = 5;

function UsersCell(props: {
  connection: ConnectionView;
  entityRefOf: (deployment: ResourceRef) => string;
}) {
  const { usedBy, usedByOthers = 0 } = props.connection;
  const hidden = usedBy.length - SHOWN_USERS;
  if (usedBy.length === 0 && usedByOthers === 0) {
    return <>Nobody</>;
  }
  return (
    <Flex direction="column" gap="0.5">
      {usedBy.slice(0, SHOWN_USERS).map(user => (
        <EntityRefLink
          key={`${user.namespace}/${user.name}`}
          entityRef={props.entityRefOf(user)}
          title={
            user.namespace === props.connection.ref.namespace
              ? user.name
              : `${user.namespace}/${user.name}`
          }
        />
      ))}
      {hidden > 0 && <Text color="secondary">and {hidden} more</Text>}
      {usedByOthers > 0 && (
        <Text color="secondary">{othersWords(usedByOthers)}</Text>
      )}
    </Flex>
  );
}

function SharedCell(props: { sharedWith: ConnectionSharing | undefined }) {
  const { namespaces = [], owners = [] } = props.sharedWith ?? {};
  if (namespaces.length + owners.length === 0) {
    return <>Nobody</>;
  }
  return (
    <Flex direction="column" gap="0.5">
      {namespaces.map(name => (
        <Text key={name}>Project {name}</Text>
      ))}
      {owners.map(owner => (
        <EntityRefLink key={owner} entityRef={owner} />
      ))}
    </Flex>
  );
}

function TestCell(props: { test: ConnectionTestStatus | undefined }) {
  const { state = 'not-tested', message, at } = props.test ?? {};
  const { icon: Icon, word, tone } = testLooks[state];
  return (
    <Flex direction="column" gap="0.5">
      <span className={styles.tone} data-tone={tone}>
        <Icon size={16} aria-hidden="true" />
        {word}
      </span>
      {(message || at) && (
        <Text variant="body-small" color="secondary">
          {state === 'failed' && message} {at && <TimeAgo iso={at} />}
        </Text>
      )}
    </Flex>
  );
}
