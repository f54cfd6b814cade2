import { useState } from 'react';
import { Alert, NumberField, Text, TextField } from '@backstage/ui';
import { toastApiRef, useApi } from '@backstage/frontend-plugin-api';
import {
  connectionNamed,
  type DeploymentDetail,
  type FieldMessage,
} from '@greenroom/backstage-plugin-model-serving-common';
import { ActionDialog } from '../../../actions';
import { modelServingApiRef } from '../../../api';
import { errorReason } from '../../../components';
import { InputError, ModelPathInput } from '../../../inputs';
import {
  newCanaryField,
  type NewCanaryField,
  unusedPercent,
  withNewCanary,
} from './withNewCanary';

const GOOD_NEWS_MS = 6_000;
/** A share that shows what is wrong before many meet it. */
const FIRST_PERCENT = 10;

/** Asks for a version of the model beside the stable one: its name, its share, where it lies. */
export function AddCanaryDialog(props: {
  deployment: DeploymentDetail;
  onAdded: () => void;
  onClose: () => void;
}) {
  const { deployment, onAdded, onClose } = props;
  const { ref, title, resource, resourceVersion } = deployment;
  const api = useApi(modelServingApiRef);
  const toasts = useApi(toastApiRef);
  const unused = unusedPercent(resource);
  const [name, setName] = useState('');
  const [percent, setPercent] = useState(Math.min(FIRST_PERCENT, unused));
  const [location, setLocation] = useState('');
  const [errors, setErrors] = useState<readonly FieldMessage[]>([]);
  const { storage, storageUri } = resource.spec.predictor.model ?? {};
  const index = resource.spec.canary?.length ?? 0;
  const fieldOf = (message: FieldMessage) => newCanaryField(message, index);
  const errorOf = (field: NewCanaryField) =>
    errors.find(message => fieldOf(message) === field)?.message;
  const others = errors.filter(message => fieldOf(message) === undefined);

  const add = async () => {
    const patch = {
      metadata: { resourceVersion },
      spec: { canary: withNewCanary(resource, { name, percent, location }) },
    };
    try {
      const preview = await api.previewDeployment(ref, patch);
      setErrors(preview.errors);
      if (preview.errors.length > 0) return false;
      await api.patchDeployment(ref, patch, { how: 'form' });
    } catch (error) {
      toasts.post({
        status: 'danger',
        title: `${title}: the canary was refused`,
        description: errorReason(error as Error),
      });
      return false;
    }
    toasts.post({
      status: 'success',
      title: `${title}: ${name} starts, and gets ${percent} % when it is ready`,
      timeout: GOOD_NEWS_MS,
    });
    onAdded();
    return true;
  };

  return (
    <ActionDialog
      title="Add a named canary"
      action="Add"
      isDisabled={!name || !location || !Number.isInteger(percent)}
      onAction={add}
      onClose={onClose}
    >
      <Text color="secondary">
        Another version of the model beside the stable one. What is not asked
        for here it has from the stable one: runtime, resources, arguments.
      </Text>
      <TextField
        label="Name"
        description={`Part of its address: <name>-${ref.name}-predictor reaches it alone.`}
        isRequired
        validationBehavior="aria"
        autoComplete="off"
        isInvalid={errorOf('name') !== undefined}
        value={name}
        onChange={setName}
      />
      <InputError error={errorOf('name')} />
      <NumberField
        label="Share of the traffic in percent"
        description={`At most ${unused}. With 0 it runs, and nobody reaches it by the usual address.`}
        minValue={0}
        maxValue={unused}
        validationBehavior="aria"
        isInvalid={errorOf('percent') !== undefined}
        value={percent}
        onChange={setPercent}
      />
      <InputError error={errorOf('percent')} />
      {storageUri === undefined ? (
        <ModelPathInput
          label="Model location"
          isRequired
          connection={
            storage?.key ? connectionNamed(storage.key, ref) : undefined
          }
          value={location || undefined}
          error={errorOf('location')}
          onChange={path => setLocation(path ?? '')}
        />
      ) : (
        <>
          <TextField
            label="Model URI"
            isRequired
            validationBehavior="aria"
            autoComplete="off"
            isInvalid={errorOf('location') !== undefined}
            value={location}
            onChange={setLocation}
          />
          <InputError error={errorOf('location')} />
        </>
      )}
      {others.length > 0 && (
        <Alert
          role="alert"
          status="danger"
          icon
          title="It would not run like this"
          description={others.map(({ message }) => message).join(' ')}
        />
      )}
    </ActionDialog>
  );
}
