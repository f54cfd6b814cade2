import { useRef } from 'react';
import { Button, ButtonIcon, Flex, Text, TextField } from '@backstage/ui';
import { RiAddLine, RiDeleteBinLine } from '@remixicon/react';
import { EnvVar } from '@greenroom/backstage-plugin-model-serving-common';
import { environmentProblems } from './environment';
import { InputError } from './InputError';
import { InputFrame } from './InputFrame';
import { InputProps } from './types';

/** Environment variables as rows. Those that take their value from elsewhere are shown, and kept as they are. */
export function KeyValueInput(props: InputProps<readonly EnvVar[]>) {
  const { value = [], onChange, isDisabled, ...frame } = props;
  const problems = environmentProblems(value);
  const add = useRef<HTMLButtonElement>(null);
  const change = (position: number, row: EnvVar) =>
    onChange(value.map((old, i) => (i === position ? row : old)));
  return (
    <InputFrame {...frame}>
      {value.map((row, position) => (
        <Flex key={position} direction="column" gap="1">
          <Flex gap="2" align="end" style={{ flexWrap: 'wrap' }}>
            <TextField
              label="Variable name"
              isDisabled={isDisabled}
              validationBehavior="aria"
              isInvalid={problems[position] !== undefined}
              autoComplete="off"
              value={row.name}
              onChange={name => change(position, { ...row, name })}
            />
            {row.valueFrom ? (
              <Text color="secondary">from a secret or another object</Text>
            ) : (
              <TextField
                label="Value"
                isDisabled={isDisabled}
                autoComplete="off"
                value={row.value ?? ''}
                onChange={text => change(position, { ...row, value: text })}
              />
            )}
            <ButtonIcon
              variant="tertiary"
              icon={<RiDeleteBinLine />}
              aria-label={`Remove ${row.name || 'the row'}`}
              isDisabled={isDisabled}
              onPress={() => {
                onChange(value.filter((_, i) => i !== position));
                add.current?.focus();
              }}
            />
          </Flex>
          <InputError error={row.name ? problems[position] : undefined} />
        </Flex>
      ))}
      <Flex>
        <Button
          ref={add}
          variant="secondary"
          size="small"
          iconStart={<RiAddLine />}
          isDisabled={isDisabled}
          onPress={() => onChange([...value, { name: '', value: '' }])}
        >
          Add variable
        </Button>
      </Flex>
    </InputFrame>
  );
}
