import { Flex, NumberField, Switch, Text } from '@backstage/ui';
import { BatcherSpec } from '@greenroom/backstage-plugin-model-serving-common';
import { InputError } from './InputError';
import { Routing } from './routing';
import { InputProps } from './types';

/** KServe's, which hold where a number is left empty. */
const defaults: Required<Pick<BatcherSpec, 'maxBatchSize' | 'maxLatency'>> = {
  maxBatchSize: 32,
  maxLatency: 5_000,
};

/**
 * Whether predictions are collected before they are sent to the model, and for how long. KServe's agent does it otherwise than
 * our gateway. Source: gateway-and-graphs §6.
 */
export function BatcherInput(
  props: InputProps<BatcherSpec> & {
    /** Who would collect them. */
    routing: Routing;
  },
) {
  const { label, value, error, errorId, isDisabled, onChange } = props;
  const byKServe = props.routing !== 'greenroom';
  const number = (
    field: keyof BatcherSpec,
    words: string,
    description: string,
    bounds: { minValue: number; maxValue: number },
  ) => (
    <NumberField
      label={words}
      description={description}
      {...bounds}
      isDisabled={isDisabled}
      value={value?.[field] ?? NaN}
      onChange={typed => {
        const { [field]: _, ...rest } = value ?? {};
        onChange(Number.isNaN(typed) ? rest : { ...rest, [field]: typed });
      }}
    />
  );
  return (
    <Flex direction="column" gap="3" data-invalid={error ? true : undefined}>
      <Switch
        label={label}
        isDisabled={isDisabled}
        aria-describedby={errorId}
        isSelected={value !== undefined}
        onChange={isOn => onChange(isOn ? {} : undefined)}
      />
      {value && (
        <>
          <Text color="secondary">
            {byKServe
              ? 'KServe does it, for V1 only (addresses that end in :predict): requests in V2 reach the model one by one.'
              : 'V1, and V2 in JSON: the first dimension of the model’s tensors must be the batch.'}
          </Text>
          {number(
            'maxBatchSize',
            'Instances in a batch',
            `A batch is sent once it has so many; empty: ${defaults.maxBatchSize}`,
            { minValue: 1, maxValue: 10_000 },
          )}
          {number(
            'maxLatency',
            'Longest wait',
            `Milliseconds that a request waits for others; empty: ${defaults.maxLatency}`,
            { minValue: 1, maxValue: 60_000 },
          )}
          {/* KServe takes it, and does nothing with it */}
          {(!byKServe || value.timeout !== undefined) &&
            number(
              'timeout',
              'Time for a batch',
              byKServe
                ? 'Does nothing here: leave it empty'
                : 'Seconds until the model must have answered; empty: the request timeout',
              { minValue: 1, maxValue: 1_000_000 },
            )}
        </>
      )}
      <InputError error={error} />
    </Flex>
  );
}
