import { Text } from '@backstage/ui';
import { ActionDialog } from './ActionDialog';
import { ActionTarget, DeploymentActions } from './useDeploymentActions';

/** Asks before a deployment stops, naming the effect. */
export function StopDialog(props: {
  target: ActionTarget;
  actions: DeploymentActions;
  onClose: () => void;
}) {
  const { target, actions, onClose } = props;
  return (
    <ActionDialog
      title={`Stop ${target.title}?`}
      action="Stop"
      destructive
      onAction={() => actions.stop(target)}
      onClose={onClose}
    >
      <Text>
        Its endpoints stop answering and its{' '}
        {replicasInWords(target.replicas.ready)} are released. Requests in
        flight are finished first.
      </Text>
      <Text>
        Its settings are kept: it can be started again at any time, and it stays
        in the catalog.
      </Text>
    </ActionDialog>
  );
}

function replicasInWords(count: number): string {
  return count === 1 ? '1 running replica' : `${count} running replicas`;
}
