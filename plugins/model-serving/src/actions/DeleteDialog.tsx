import { useState } from 'react';
import { Text, TextField } from '@backstage/ui';
import { ActionDialog } from './ActionDialog';
import { ActionTarget, DeploymentActions } from './useDeploymentActions';

/** The dialog asks for nothing but the name: its field gets the focus, as in any dialog with one field. */
const focusedFirst = { autoFocus: true } as const;

/** Asks for the resource name before a deployment is deleted, and lists what goes with it. */
export function DeleteDialog(props: {
  target: ActionTarget;
  actions: DeploymentActions;
  onClose: () => void;
}) {
  const { target, actions, onClose } = props;
  const [typed, setTyped] = useState('');
  const { name } = target.ref;
  return (
    <ActionDialog
      title={`Delete ${target.title}?`}
      action="Delete"
      destructive
      isDisabled={typed !== name}
      onAction={() => actions.remove(target)}
      onClose={onClose}
    >
      <Text>This goes and cannot be brought back:</Text>
      <ul>
        {target.endpoints.map(endpoint => (
          <li key={endpoint.url}>
            the endpoint <code>{endpoint.url}</code>
          </li>
        ))}
        <li>its replicas ({target.replicas.ready} ready now)</li>
        <li>its settings, revisions and metrics</li>
        <li>its private connection, if it has one</li>
      </ul>
      <Text color="secondary">
        {target.model.connection
          ? `The shared connection ${target.model.connection}, the runtime and the model files stay.`
          : 'The runtime and the model files stay.'}
      </Text>
      <TextField
        label={`Type ${name} to confirm`}
        value={typed}
        onChange={setTyped}
        {...focusedFirst}
        autoComplete="off"
      />
    </ActionDialog>
  );
}
