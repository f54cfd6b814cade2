import { useState } from 'react';
import { Text } from '@backstage/ui';
import {
  ReplicaBounds,
  ReplicaBoundsInput,
  replicaBoundsProblem,
} from './ReplicaBoundsInput';
import { ActionDialog } from './ActionDialog';
import { ActionTarget, DeploymentActions } from './useDeploymentActions';

/** Changes the bounds of the number of replicas. */
export function ScaleDialog(props: {
  target: ActionTarget;
  actions: DeploymentActions;
  onClose: () => void;
}) {
  const { target, actions, onClose } = props;
  const { ready, desired, min, max } = target.replicas;
  const [bounds, setBounds] = useState<ReplicaBounds>({ min, max });
  const problem = replicaBoundsProblem(bounds);
  return (
    <ActionDialog
      title={`Scale ${target.title}`}
      action="Scale"
      isDisabled={problem !== undefined}
      onAction={() =>
        actions.scale(target, {
          minReplicas: bounds.min,
          maxReplicas: bounds.max,
        })
      }
      onClose={onClose}
    >
      <Text color="secondary">
        Now {ready} of {desired} wanted replicas are ready.
      </Text>
      <ReplicaBoundsInput value={bounds} onChange={setBounds} />
    </ActionDialog>
  );
}
