import { Flex, NumberField, Select, Text } from '@backstage/ui';
import {
  ScaleWish,
  scaleMetrics,
  scaleTargetProblem,
  scalingInWords,
} from './scaleWish';

const options = Object.entries(scaleMetrics).map(([id, { label }]) => ({
  id,
  label,
}));

/** By what replicas are added and taken away, and what each of them should have of it. */
export function ScaleTargetInput(props: {
  value: ScaleWish;
  onChange: (wish: ScaleWish) => void;
  /** None run while nobody asks. */
  isIdling: boolean;
  isDisabled?: boolean;
}) {
  const { value, onChange, isIdling, isDisabled } = props;
  const problem = scaleTargetProblem(value);
  return (
    <Flex direction="column" gap="2">
      <Flex gap="3" style={{ flexWrap: 'wrap' }}>
        <Select
          label="Scale by"
          style={{ flex: '1 1 10rem' }}
          isDisabled={isDisabled}
          value={value.metric ?? 'concurrency'}
          options={options}
          onChange={metric =>
            onChange({ ...value, metric: metric === 'rps' ? 'rps' : undefined })
          }
        />
        <NumberField
          label="Target per replica"
          style={{ flex: '1 1 10rem' }}
          minValue={1}
          isDisabled={isDisabled}
          isInvalid={problem !== undefined}
          value={value.target ?? NaN}
          onChange={target =>
            onChange({
              ...value,
              target: Number.isNaN(target) ? undefined : target,
            })
          }
        />
      </Flex>
      {problem ? (
        <Text role="alert" color="danger">
          {problem}
        </Text>
      ) : (
        <Text color="secondary">{scalingInWords(value, isIdling)}</Text>
      )}
    </Flex>
  );
}
