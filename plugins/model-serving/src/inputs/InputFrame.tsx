import { ReactNode, useId } from 'react';
import { FieldLabel, Flex } from '@backstage/ui';
import { InputError } from './InputError';
import { InputProps } from './types';

/** Label, description and error around inputs that consist of several controls. */
export function InputFrame(
  props: Pick<
    InputProps<unknown>,
    'label' | 'description' | 'isRequired' | 'error' | 'errorId' | 'shownErrors'
  > & { children: ReactNode },
) {
  const { label, description, isRequired, children } = props;
  const { error, errorId, shownErrors } = props;
  const id = useId();
  const labelId = `${id}-label`;
  const ownErrorId = `${id}-error`;
  return (
    <Flex
      direction="column"
      gap="2"
      role="group"
      aria-labelledby={labelId}
      aria-describedby={error ? ownErrorId : errorId}
      data-invalid={error ? true : undefined}
    >
      <FieldLabel
        id={labelId}
        label={label}
        secondaryLabel={isRequired ? 'Required' : undefined}
        description={description}
      />
      {children}
      <InputError id={ownErrorId} error={error} shown={shownErrors} />
    </Flex>
  );
}
