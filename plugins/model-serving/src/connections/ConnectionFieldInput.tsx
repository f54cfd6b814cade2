import { useId } from 'react';
import {
  Checkbox,
  CheckboxGroup,
  Flex,
  PasswordField,
  TextAreaField,
  TextField,
} from '@backstage/ui';
import { ConnectionField } from '@greenroom/backstage-plugin-model-serving-common';
import { InputError, SelectInput } from '../inputs';

/** One field of a connection, entered as its type wants it. A secret one is empty: the stored value never comes back. */
export function ConnectionFieldInput(props: {
  field: ConnectionField;
  value: string;
  /** A value is stored; empty keeps it. */
  isStored?: boolean;
  error?: string;
  onChange: (value: string) => void;
}) {
  const { field, value, isStored, error, onChange } = props;
  const { label, secret, required, help, input } = field;
  const errorId = useId();
  const kept = isStored ? 'Empty keeps the stored value' : undefined;
  const shared = {
    label,
    description: [help, kept].filter(Boolean).join('. ') || undefined,
    isRequired: required && !isStored,
    isInvalid: error !== undefined,
    'aria-describedby': error ? errorId : undefined,
    validationBehavior: 'aria' as const,
    autoComplete: 'off',
    value,
    onChange,
  };
  if (input === 'boolean') {
    return (
      <SelectInput
        label={label}
        description={help}
        value={value || undefined}
        onChange={chosen => onChange(chosen ?? '')}
        options={[
          { id: 'true', label: 'Yes' },
          { id: 'false', label: 'No' },
        ]}
        error={error}
      />
    );
  }
  if (input === 'dropdown') {
    return (
      <Flex direction="column" gap="1">
        <CheckboxGroup
          label={label}
          description={help}
          value={choicesIn(value)}
          onChange={chosen =>
            onChange(chosen.length > 0 ? JSON.stringify(chosen) : '')
          }
        >
          {(field.choices ?? []).map(choice => (
            <Checkbox key={choice} value={choice}>
              {choice}
            </Checkbox>
          ))}
        </CheckboxGroup>
        <InputError id={errorId} error={error} />
      </Flex>
    );
  }
  const isLong = input === 'text' || input === 'file';
  return (
    <Flex direction="column" gap="1">
      {isLong && <TextAreaField {...shared} rows={4} />}
      {!isLong && secret && (
        <PasswordField {...shared} autoComplete="new-password" />
      )}
      {!isLong && !secret && <TextField {...shared} />}
      <InputError id={errorId} error={error} />
    </Flex>
  );
}

function choicesIn(value: string): string[] {
  try {
    const list: unknown = JSON.parse(value || '[]');
    return Array.isArray(list) ? list.map(String) : [];
  } catch {
    return []; // stored by another tool in a form of its own: chosen anew
  }
}
