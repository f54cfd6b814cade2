import { DeleteDialog } from './DeleteDialog';
import { ScaleDialog } from './ScaleDialog';
import { StopDialog } from './StopDialog';
import { ActionTarget, DeploymentActions } from './useDeploymentActions';

/** The dialogs that actions open. */
export type DialogName = 'stop' | 'scale' | 'delete';

const dialogs = { stop: StopDialog, scale: ScaleDialog, delete: DeleteDialog };

/** The open dialog of a deployment, if any. */
export function DeploymentDialogs(props: {
  open: DialogName | undefined;
  target: ActionTarget;
  actions: DeploymentActions;
  onClose: () => void;
}) {
  const { open, ...rest } = props;
  const OpenDialog = open && dialogs[open];
  return OpenDialog ? <OpenDialog {...rest} /> : null;
}
