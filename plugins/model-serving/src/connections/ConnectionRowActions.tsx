import { usePermission } from '@backstage/plugin-permission-react';
import { Button, Flex } from '@backstage/ui';
import {
  connectionDeletePermission,
  connectionUpdatePermission,
  ConnectionView,
  stringifyResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import { RowMenu } from '../components';
import styles from '../components/components.module.css';
import { ownedBy } from './connectionWords';

/** What can be done with a connection. */
export type ConnectionAct =
  | 'test'
  | 'browse'
  | 'edit'
  | 'rotate'
  | 'share'
  | 'secret'
  | 'delete';

/** The actions of a row. What only its owner may do is there for all, and switched off. */
export function ConnectionRowActions(props: {
  connection: ConnectionView;
  onOpen: (
    act: ConnectionAct,
    connection: ConnectionView,
    menu?: HTMLElement | null,
  ) => void;
}) {
  const { connection, onOpen } = props;
  const { ref, title, resource, hasCredentials } = connection;
  const resourceRef = stringifyResourceRef(ref);
  const update = usePermission({
    permission: connectionUpdatePermission,
    resourceRef,
  });
  const remove = usePermission({
    permission: connectionDeletePermission,
    resourceRef,
  });
  const mayNotChange = !update.loading && !update.allowed;
  const owner = ownedBy(connection);
  const open = (act: ConnectionAct) => (menu: HTMLElement | null) =>
    onOpen(act, connection, menu);
  return (
    <Flex gap="2" className={styles.readable}>
      <Button
        size="small"
        variant="secondary"
        aria-label={`Test ${title}`}
        onPress={() => onOpen('test', connection)}
      >
        Test
      </Button>
      <RowMenu
        of={title}
        entries={[
          ...(resource.spec.type !== 'uri-v1'
            ? [{ label: 'Browse', onAction: open('browse') }]
            : []),
          { label: 'View as Secret', onAction: open('secret') },
          { label: 'Edit', isDisabled: mayNotChange, onAction: open('edit') },
          {
            label: hasCredentials ? 'Rotate' : 'Rotate (it has nothing secret)',
            isDisabled: mayNotChange || !hasCredentials,
            onAction: open('rotate'),
          },
          {
            label: owner ? `Share (it belongs to ${owner})` : 'Share',
            isDisabled: mayNotChange || owner !== undefined,
            onAction: open('share'),
          },
          {
            label: 'Delete',
            isDisabled: !remove.loading && !remove.allowed,
            isDanger: true,
            onAction: open('delete'),
          },
        ]}
      />
    </Flex>
  );
}
