import { usePermission } from '@backstage/plugin-permission-react';
import { ButtonIcon, Menu, MenuItem, MenuTrigger } from '@backstage/ui';
import { RiMore2Line } from '@remixicon/react';
import {
  runtimeManagePermission,
  RuntimeView,
} from '@greenroom/backstage-plugin-model-serving-common';
import styles from '../components/components.module.css';
import type { RuntimeRowHandlers } from './runtimeColumns';

/** The menu of a row. What only its managers may do is there for all, and says so by being switched off. */
export function RuntimeRowActions(
  props: RuntimeRowHandlers & { runtime: RuntimeView },
) {
  const { runtime, onOpen, onMove } = props;
  const { cluster, namespace, name, kind, title, enabled, origin } = runtime;
  const manage = usePermission({
    permission: runtimeManagePermission,
    resourceRef: [kind, cluster, namespace ?? '-', name].join('/'),
  });
  const mayNot = !manage.loading && !manage.allowed;
  const isBuiltIn = origin === 'built-in';
  return (
    <MenuTrigger>
      <ButtonIcon
        size="small"
        variant="tertiary"
        icon={<RiMore2Line />}
        aria-label={`More actions for ${title}`}
      />
      <Menu>
        <MenuItem onAction={() => onOpen('view', runtime)}>View YAML</MenuItem>
        <MenuItem
          isDisabled={mayNot}
          onAction={() => onOpen('duplicate', runtime)}
        >
          Duplicate
        </MenuItem>
        <MenuItem
          isDisabled={mayNot || isBuiltIn}
          onAction={() => onOpen('edit', runtime)}
        >
          {isBuiltIn ? 'Edit (duplicate it first)' : 'Edit'}
        </MenuItem>
        <MenuItem
          isDisabled={mayNot}
          onAction={() => onOpen('switch', runtime)}
        >
          {enabled ? 'Switch off' : 'Switch on'}
        </MenuItem>
        <MenuItem isDisabled={mayNot} onAction={() => onMove(runtime, -1)}>
          Move up
        </MenuItem>
        <MenuItem isDisabled={mayNot} onAction={() => onMove(runtime, 1)}>
          Move down
        </MenuItem>
        <MenuItem
          color="danger"
          className={styles.readable}
          isDisabled={mayNot || isBuiltIn}
          onAction={() => onOpen('delete', runtime)}
        >
          {isBuiltIn ? 'Delete (switch it off instead)' : 'Delete'}
        </MenuItem>
      </Menu>
    </MenuTrigger>
  );
}
