import { useState } from 'react';
import { Button } from '@backstage/ui';
import { type DeploymentDetail } from '@greenroom/backstage-plugin-model-serving-common';
import { AddCanaryDialog } from './AddCanaryDialog';
import { unusedPercent } from './withNewCanary';

/** Puts one more version of the model beside the stable one. */
export function AddCanary(props: {
  deployment: DeploymentDetail;
  /** Words on the button. */
  label: string;
  mayChange: boolean;
  onChanged: () => void;
}) {
  const { deployment, label, mayChange, onChanged } = props;
  const [isOpen, setOpen] = useState(false);
  const isFull = unusedPercent(deployment.resource) <= 0;
  // Without a model of its own there is nothing that another one could take the place of
  if (!deployment.resource.spec.predictor.model) return null;
  return (
    <>
      <Button
        variant="secondary"
        isDisabled={!mayChange || isFull}
        onPress={() => setOpen(true)}
      >
        {label}
      </Button>
      {isOpen && (
        <AddCanaryDialog
          deployment={deployment}
          onAdded={onChanged}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
