import { useState } from 'react';
import { PasswordField, TextField } from '@backstage/ui';
import { toastApiRef, useApi } from '@backstage/frontend-plugin-api';
import {
  connectionFields,
  ConnectionField,
  ConnectionInput,
  ConnectionType,
  ConnectionView,
  dockerConfig,
  validateConnection,
} from '@greenroom/backstage-plugin-model-serving-common';
import { ActionDialog } from '../actions';
import { modelServingApiRef } from '../api';
import { Problem } from '../components';
import { ResourceNameInput, SelectInput } from '../inputs';
import { ConnectionFieldInput } from './ConnectionFieldInput';
import { ConnectionTestInput } from './ConnectionTestInput';
import { typeWords } from './connectionWords';

const GOOD_NEWS_MS = 6_000;
/** Made of a user name and a password, which people have. */
const LOGIN = '.dockerconfigjson';

const NO_LOGIN = { username: '', password: '' };

const types = Object.entries(typeWords).map(([id, label]) => ({ id, label }));

/** Makes a connection for one project without leaving the form that needs it. */
export function NewConnectionDialog(props: {
  /** Absent: the default one. */
  cluster?: string;
  namespace: string;
  /** The only one that the form can use. Absent: all of them. */
  type?: ConnectionType;
  onCreated: (connection: ConnectionView) => void;
  onClose: () => void;
}) {
  const { cluster, namespace, onCreated, onClose } = props;
  const api = useApi(modelServingApiRef);
  const toasts = useApi(toastApiRef);
  const [type, setType] = useState<ConnectionType>(props.type ?? 's3');
  const [title, setTitle] = useState('');
  const [name, setName] = useState<string>();
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [login, setLogin] = useState(NO_LOGIN);
  const [refusal, setRefusal] = useState<Error>();
  const fields = connectionFields[type];
  const unnamed = {
    ...(cluster && { cluster }),
    namespace,
    ...(title && { title }),
    type,
    values: valuesOf(fields, typed, login),
  };
  const connection: ConnectionInput = { ...unnamed, name: name ?? '' };
  const errors = validateConnection(connection);
  const isTestable = errors.every(({ path }) => !path.startsWith('values'));
  /** What is empty is not wrong yet: the button waits for it. */
  const errorOf = (key: string) =>
    typed[key]
      ? errors.find(({ path }) => path === `values.${key}`)?.message
      : undefined;
  return (
    <ActionDialog
      title={`New connection in ${namespace}`}
      action="Create"
      isDisabled={errors.length > 0}
      onAction={async () => {
        try {
          const made = await api.createConnection(connection);
          toasts.post({
            status: 'success',
            title: `${made.title} was created`,
            timeout: GOOD_NEWS_MS,
          });
          onCreated(made);
          return true;
        } catch (error) {
          setRefusal(error as Error);
          return false;
        }
      }}
      onClose={onClose}
    >
      {refusal && <Problem title="It was not created" error={refusal} />}
      {!props.type && (
        <SelectInput
          label="Type"
          isRequired
          options={types}
          value={type}
          onChange={chosen => setType(chosen as ConnectionType)}
        />
      )}
      <TextField
        label="Name"
        isRequired
        maxLength={128}
        validationBehavior="aria"
        autoComplete="off"
        value={title}
        onChange={setTitle}
      />
      <ResourceNameInput
        label="Resource name"
        kind="connection"
        isRequired
        title={title}
        cluster={cluster}
        namespace={namespace}
        value={name}
        onChange={setName}
      />
      {fields.map(field =>
        field.key === LOGIN ? (
          <LoginInput key={field.key} value={login} onChange={setLogin} />
        ) : (
          <ConnectionFieldInput
            key={field.key}
            field={field}
            value={typed[field.key] ?? ''}
            error={errorOf(field.key)}
            onChange={value => setTyped({ ...typed, [field.key]: value })}
          />
        ),
      )}
      <ConnectionTestInput
        label="Test"
        description="Asks there before anything is saved"
        needs="the required fields"
        connection={isTestable ? unnamed : undefined}
      />
    </ActionDialog>
  );
}

function LoginInput(props: {
  value: typeof NO_LOGIN;
  onChange: (value: typeof NO_LOGIN) => void;
}) {
  const { value, onChange } = props;
  return (
    <>
      <TextField
        label="User name"
        isRequired
        validationBehavior="aria"
        autoComplete="off"
        value={value.username}
        onChange={username => onChange({ ...value, username })}
      />
      <PasswordField
        label="Password"
        description="A robot’s or an access token is enough"
        isRequired
        validationBehavior="aria"
        autoComplete="new-password"
        value={value.password}
        onChange={password => onChange({ ...value, password })}
      />
    </>
  );
}

function valuesOf(
  fields: readonly ConnectionField[],
  typed: Readonly<Record<string, string>>,
  { username, password }: typeof NO_LOGIN,
): Record<string, string> {
  const valueOf = (key: string) =>
    key === LOGIN && username && password
      ? dockerConfig(typed.OCI_HOST ?? '', username, password)
      : typed[key];
  return Object.fromEntries(
    fields.flatMap(({ key }) => {
      const value = valueOf(key);
      return value ? [[key, value]] : [];
    }),
  );
}
