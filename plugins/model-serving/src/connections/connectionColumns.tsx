import { Button, Flex, Link, Text } from '@backstage/ui';
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
  ConnectionTestStatus,
  ConnectionView,
} from '@greenroom/backstage-plugin-model-serving-common';
import { DataColumn, TimeAgo } from '../components';
import styles from '../components/components.module.css';
import { locationOf, typeWords } from './connectionWords';

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
  onTest: (connection: ConnectionView) => void;
  onDelete: (connection: ConnectionView) => void;
}): readonly DataColumn<ConnectionView>[] {
  return [
    {
      id: 'name',
      label: 'Name',
      isRowHeader: true,
      cell: connection => <NameCell connection={connection} />,
    },
    {
      id: 'type',
      label: 'Type',
      cell: ({ resource }) => typeWords[resource.spec.type],
    },
    { id: 'project', label: 'Project', cell: ({ ref }) => ref.namespace },
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
      cell: ({ resource }) => (
        <span className={styles.mono}>{locationOf(resource.spec.values)}</span>
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
      cell: ({ usedBy }) =>
        usedBy.map(({ name }) => name).join(', ') || 'Nobody',
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
        <Flex gap="2" className={styles.readable}>
          <Button
            size="small"
            variant="secondary"
            onPress={() => handlers.onTest(connection)}
          >
            Test connection
          </Button>
          <Button
            size="small"
            variant="secondary"
            destructive
            onPress={() => handlers.onDelete(connection)}
          >
            Delete
          </Button>
        </Flex>
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
