import { ReactNode, useId } from 'react';
import { FieldLabel, Flex, Switch, Text } from '@backstage/ui';
import { InputError } from './InputError';
import { InputProps } from './types';

/** Yes or no, with what it means below. */
export function SwitchInput(
  props: Omit<InputProps<boolean>, 'description' | 'onChange'> & {
    description?: ReactNode;
    onChange: (isOn: boolean) => void;
  },
) {
  const { label, description, value = false, onChange } = props;
  const { isDisabled, error, errorId } = props;
  const id = useId();
  return (
    <Flex direction="column" gap="1">
      <Switch
        label={label}
        isDisabled={isDisabled}
        isSelected={value}
        onChange={onChange}
        aria-describedby={[description && id, errorId]
          .filter(Boolean)
          .join(' ')}
      />
      {description && (
        <Text id={id} variant="body-small" color="secondary">
          {description}
        </Text>
      )}
      <InputError error={error} />
    </Flex>
  );
}

/** In place of an input for what a cluster does not do: why, and what there is instead. */
export function NotOffered(props: { label: string; children: ReactNode }) {
  const { label, children } = props;
  const id = useId();
  return (
    <Flex direction="column" gap="1" role="group" aria-labelledby={id}>
      <FieldLabel id={id} label={label} />
      <Text variant="body-small" color="secondary">
        {children}
      </Text>
    </Flex>
  );
}
