import { useState } from 'react';
import { TextAreaField, TextField } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  connectionFields,
  ConnectionView,
  validateConnection,
} from '@greenroom/backstage-plugin-model-serving-common';
import { ActionDialog } from '../actions';
import { modelServingApiRef } from '../api';
import { Problem } from '../components';
import { InputError } from '../inputs';
import { ConnectionFieldInput } from './ConnectionFieldInput';

/** Changes what of a connection is not secret. Secret values have their own act: rotation, which says what it means. */
export function EditConnectionDialog(props: {
  connection: ConnectionView;
  onClose: () => void;
}) {
  const { connection, onClose } = props;
  const { ref, resource } = connection;
  const { type, values: stored, secretKeys } = resource.spec;
  const api = useApi(modelServingApiRef);
  const [title, setTitle] = useState(connection.title);
  const [description, setDescription] = useState(connection.description ?? '');
  const [values, setValues] = useState(stored);
  const [refusal, setRefusal] = useState<Error>();
  const errors = validateConnection(
    { ...ref, type, title, description, values },
    { type, values: stored, secretKeys },
  );
  const errorOf = (path: string) =>
    errors.find(error => error.path === path)?.message;
  return (
    <ActionDialog
      title={`Edit ${connection.title}`}
      action="Save"
      isDisabled={errors.length > 0}
      onAction={async () => {
        try {
          await api.patchConnection(ref, {
            title: title || null,
            description: description || null,
            values,
          });
          return true;
        } catch (error) {
          setRefusal(error as Error);
          return false;
        }
      }}
      onClose={onClose}
    >
      {refusal && <Problem title="It was not saved" error={refusal} />}
      <TextField
        label="Name"
        maxLength={128}
        validationBehavior="aria"
        value={title}
        onChange={setTitle}
      />
      <InputError error={errorOf('title')} />
      <TextAreaField
        label="Description"
        rows={2}
        maxLength={1000}
        value={description}
        onChange={setDescription}
      />
      {connectionFields[type]
        .filter(({ secret }) => !secret)
        .map(field => (
          <ConnectionFieldInput
            key={field.key}
            field={field}
            value={values[field.key] ?? ''}
            error={errorOf(`values.${field.key}`)}
            onChange={value => setValues({ ...values, [field.key]: value })}
          />
        ))}
    </ActionDialog>
  );
}
