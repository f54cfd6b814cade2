import { useId } from 'react';
import { Flex, Select } from '@backstage/ui';
import { InputProps } from './types';
import { InputError } from './InputError';

/** One of several values. */
export interface SelectOption {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly disabled?: boolean;
}

/**
 * A choice from a list. A value that is not in the list, because it is gone or still loading, stays and is shown as it is.
 */
export function SelectInput(
  props: InputProps<string> & {
    options: readonly SelectOption[];
    placeholder?: string;
    isSearchable?: boolean;
  },
) {
  const { label, description, value, onChange, options, placeholder } = props;
  const { isRequired, isDisabled, error, errorId, isSearchable } = props;
  const ownErrorId = useId();
  const isKnown = !value || options.some(({ id }) => id === value);
  return (
    <Flex direction="column" gap="1">
      <Select
        label={label}
        description={description}
        isRequired={isRequired}
        isDisabled={isDisabled}
        isInvalid={error !== undefined || errorId !== undefined}
        aria-describedby={error ? ownErrorId : errorId}
        // The form says what is missing itself; the browser's own message would come on top.
        validationBehavior="aria"
        placeholder={placeholder}
        search={isSearchable ? true : undefined}
        value={value ?? null}
        options={isKnown ? options : [...options, { id: value, label: value }]}
        onChange={chosen =>
          onChange(chosen === null ? undefined : String(chosen))
        }
      />
      <InputError id={ownErrorId} error={error} />
    </Flex>
  );
}
