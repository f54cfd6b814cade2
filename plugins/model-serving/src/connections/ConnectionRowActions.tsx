import { usePermission } from '@backstage/plugin-permission-react';
import {
  Button,
  ButtonIcon,
  Flex,
  Menu,
  MenuItem,
  MenuTrigger,
} from '@backstage/ui';
import { RiMore2Line } from '@remixicon/react';
import {
  connectionDeletePermission,
  connectionUpdatePermission,
  ConnectionView,
  stringifyResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
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
  onOpen: (act: ConnectionAct, connection: ConnectionView) => void;
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
  const open = (act: ConnectionAct) => () => onOpen(act, connection);
  return (
    <Flex gap="2" className={styles.readable}>
      <Button
        size="small"
        variant="secondary"
        aria-label={`Test ${title}`}
        onPress={open('test')}
      >
        Test
      </Button>
      <MenuTrigger>
        <ButtonIcon
          size="small"
          variant="tertiary"
          icon={<RiMore2Line />}
          aria-label={`More actions for ${title}`}
        />
        <Menu>
          {resource.spec.type !== 'uri-v1' && (
            <MenuItem onAction={open('browse')}>Browse</MenuItem>
          )}
          <MenuItem onAction={open('secret')}>View as Secret</MenuItem>
          <MenuItem isDisabled={mayNotChange} onAction={open('edit')}>
            Edit
          </MenuItem>
          <MenuItem
            isDisabled={mayNotChange || !hasCredentials}
            onAction={open('rotate')}
          >
            {hasCredentials ? 'Rotate' : 'Rotate (it has nothing secret)'}
          </MenuItem>
          <MenuItem
            isDisabled={mayNotChange || owner !== undefined}
            onAction={open('share')}
          >
            {owner ? `Share (it belongs to ${owner})` : 'Share'}
          </MenuItem>
          <MenuItem
            color="danger"
            isDisabled={!remove.loading && !remove.allowed}
            onAction={open('delete')}
          >
            Delete
          </MenuItem>
        </Menu>
      </MenuTrigger>
    </Flex>
  );
}
