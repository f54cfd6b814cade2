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

/** CPU and memory: a size by name, or own amounts. Other resources in the value stay. */
export function ModelSizeInput(props: InputProps<ResourceRequirements>) {
  const { value, onChange, isDisabled, ...frame } = props;
  useDefaultValue(props, modelSizes[0].resources);
  const resources = value ?? modelSizes[0].resources;
  const known = sizeOf(resources);
  const [custom, setCustom] = useState(false);
  const isCustom = custom || !known;
  const choose = (id: string) => {
    const size = modelSizes.find(one => one.id === id);
    setCustom(!size);
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
        value={isCustom ? CUSTOM : known.id}
        options={[
          ...modelSizes.map(({ id, label, resources: amounts }) => ({
            id,
            label,
            description: amountsInWords(amounts),
          })),
          { id: CUSTOM, label: 'Custom', description: 'Own amounts' },
        ]}
        onChange={id => choose(String(id))}
      />
      {!isCustom && (
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
