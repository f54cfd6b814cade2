import { useEffect, useId, useState } from 'react';
import { Flex, TextAreaField } from '@backstage/ui';
import { InputError } from './InputError';
import { InputProps } from './types';

/** A list of texts, one a line. Blank lines and lines that begin with `#` are dropped from the value. */
export function LinesInput(props: InputProps<readonly string[]>) {
  const { label, description, value, onChange, isRequired, isDisabled } = props;
  const { error, errorId } = props;
  const ownErrorId = useId();
  const [typed, setTyped] = useState(() => (value ?? []).join('\n'));
  useEffect(() => {
    // Only what came from elsewhere replaces what is typed: blank lines and comments live in the text alone.
    setTyped(text =>
      linesOf(text).join('\n') === (value ?? []).join('\n')
        ? text
        : (value ?? []).join('\n'),
    );
  }, [value]);
  return (
    <Flex direction="column" gap="1">
      <TextAreaField
        label={label}
        description={description ?? 'One per line'}
        isRequired={isRequired}
        isDisabled={isDisabled}
        isInvalid={error !== undefined || errorId !== undefined}
        aria-describedby={error ? ownErrorId : errorId}
        validationBehavior="aria"
        rows={4}
        value={typed}
        onChange={text => {
          setTyped(text);
          onChange(linesOf(text));
        }}
      />
      <InputError id={ownErrorId} error={error} />
    </Flex>
  );
}

/** The lines that count, trimmed. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'));
}
