import { Flex, NumberField, Select, Text } from '@backstage/ui';
import {
  isUsageMetric,
  ScaleWish,
  scaleMetricsOf,
  scaleTargetProblem,
  scalingInWords,
} from './scaleWish';

/** By what replicas are added and taken away, and what each of them should have of it. */
export function ScaleTargetInput(props: {
  value: ScaleWish;
  onChange: (wish: ScaleWish) => void;
  /** Fewest replicas; 0: none run while nobody asks. */
  min: number;
  /** What the cluster scales by. */
  autoscalerClasses: readonly string[];
  isDisabled?: boolean;
}) {
  const { value, onChange, min, isDisabled } = props;
  const problem = scaleTargetProblem({ ...value, min });
  const options = scaleMetricsOf(props.autoscalerClasses);
  const unit = isUsageMetric(value.metric) ? ' in percent' : '';
  return (
    <Flex direction="column" gap="2">
      <Flex gap="3" style={{ flexWrap: 'wrap' }}>
        <Select
          label="Scale by"
          style={{ flex: '1 1 10rem' }}
          isDisabled={isDisabled}
          value={value.metric ?? 'concurrency'}
          options={[...options]}
          onChange={id => {
            const metric = options.find(option => option.id === id)?.id;
            // Requests are no percentage.
            const isAlike =
              isUsageMetric(metric) === isUsageMetric(value.metric);
            onChange({
              ...(metric !== 'concurrency' && { metric }),
              ...(isAlike && { target: value.target }),
            });
          }}
        />
        <NumberField
          label={`Target per replica${unit}`}
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
        <Text color="secondary">{scalingInWords(value, min === 0)}</Text>
      )}
    </Flex>
  );
}
