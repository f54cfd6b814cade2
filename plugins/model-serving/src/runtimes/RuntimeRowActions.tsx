import { usePermission } from '@backstage/plugin-permission-react';
import {
  runtimeManagePermission,
  RuntimeView,
} from '@greenroom/backstage-plugin-model-serving-common';
import { RowMenu } from '../components';
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
    <RowMenu
      of={title}
      entries={[
        { label: 'View YAML', onAction: menu => onOpen('view', runtime, menu) },
        {
          label: 'Duplicate',
          isDisabled: mayNot,
          onAction: menu => onOpen('duplicate', runtime, menu),
        },
        {
          label: isBuiltIn ? 'Edit (duplicate it first)' : 'Edit',
          isDisabled: mayNot || isBuiltIn,
          onAction: menu => onOpen('edit', runtime, menu),
        },
        {
          label: enabled ? 'Switch off' : 'Switch on',
          isDisabled: mayNot,
          onAction: menu => onOpen('switch', runtime, menu),
        },
        {
          label: 'Move up',
          isDisabled: mayNot,
          onAction: () => onMove(runtime, -1),
        },
        {
          label: 'Move down',
          isDisabled: mayNot,
          onAction: () => onMove(runtime, 1),
        },
        {
          label: isBuiltIn ? 'Delete (switch it off instead)' : 'Delete',
          isDisabled: mayNot || isBuiltIn,
          isDanger: true,
          onAction: menu => onOpen('delete', runtime, menu),
        },
      ]}
    />
  );
}
