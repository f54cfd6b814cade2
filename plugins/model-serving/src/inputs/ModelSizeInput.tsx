import { useState } from 'react';
import { Flex, Select, Text, TextField } from '@backstage/ui';
import { ResourceRequirements } from '@greenroom/backstage-plugin-model-serving-common';
import { InputFrame } from './InputFrame';
import { CUSTOM, modelSizes, resourcesProblem, sizeOf } from './modelSizes';
import { InputProps } from './types';
import { useDefaultValue } from './useDefaultValue';

const parts = [
  { part: 'requests', name: 'cpu', label: 'CPU request' },
  { part: 'limits', name: 'cpu', label: 'CPU limit' },
  { part: 'requests', name: 'memory', label: 'Memory request' },
  { part: 'limits', name: 'memory', label: 'Memory limit' },
] as const;

/** Id of no size at all. */
const UNSET = 'unset';

/** What a {@link ModelSizeInput} takes. */
export interface ModelSizeInputProps extends InputProps<ResourceRequirements> {
  /** What an input without a value means, in words: it may stay without one then. Absent: it gets the default. */
  readonly unset?: string;
}

/** CPU and memory: a size by name, or own amounts. Other resources in the value stay. */
export function ModelSizeInput(props: ModelSizeInputProps) {
  const { value, onChange, isDisabled, unset, ...frame } = props;
  const defaults = modelSizes[0].resources;
  useDefaultValue(props, unset === undefined ? defaults : undefined);
  const resources = value ?? defaults;
  const known = sizeOf(resources);
  const [custom, setCustom] = useState(false);
  const isUnset = value === undefined && unset !== undefined;
  const isCustom = !isUnset && (custom || !known);
  const sizeId = isCustom || !known ? CUSTOM : known.id;
  const choose = (id: string) => {
    const size = modelSizes.find(one => one.id === id);
    setCustom(id === CUSTOM);
    if (id === UNSET) onChange(undefined);
    else if (isUnset && id === CUSTOM) onChange(defaults);
    if (size) {
      onChange({
        requests: { ...resources.requests, ...size.resources.requests },
        limits: { ...resources.limits, ...size.resources.limits },
      });
    }
  };
  return (
    <InputFrame
      {...frame}
      error={
        frame.error ?? (isCustom ? resourcesProblem(resources) : undefined)
      }
    >
      <Select
        aria-label={frame.label}
        isDisabled={isDisabled}
        value={isUnset ? UNSET : sizeId}
        options={[
          ...(unset === undefined ? [] : [{ id: UNSET, label: unset }]),
          ...modelSizes.map(({ id, label, resources: amounts }) => ({
            id,
            label,
            description: amountsInWords(amounts),
          })),
          { id: CUSTOM, label: 'Custom', description: 'Own amounts' },
        ]}
        onChange={id => choose(String(id))}
      />
      {!isCustom && !isUnset && (
        <Text variant="body-small" color="secondary">
          {amountsInWords(resources)}
        </Text>
      )}
      {isCustom && (
        <Flex gap="3" style={{ flexWrap: 'wrap' }}>
          {parts.map(({ part, name, label }) => (
            <TextField
              key={label}
              label={label}
              isDisabled={isDisabled}
              value={resources[part]?.[name] ?? ''}
              onChange={amount =>
                onChange({
                  ...resources,
                  [part]: { ...resources[part], [name]: amount.trim() },
                })
              }
            />
          ))}
        </Flex>
      )}
    </InputFrame>
  );
}

/** `CPU 100m to 1, memory 128Mi to 512Mi`: Kubernetes' spelling, as inputs use it. */
export function amountsInWords(resources: ResourceRequirements): string {
  const { requests = {}, limits = {} } = resources;
  return `CPU ${requests.cpu} to ${limits.cpu}, memory ${requests.memory} to ${limits.memory}`;
}
