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
  const { onChange, min, isDisabled } = props;
  const options = scaleMetricsOf(props.autoscalerClasses);
  // Without a wish the first of them is what happens: where nothing counts requests, it is the cpu
  const isCounted = options.some(({ id }) => id === 'concurrency');
  const metric = props.value.metric ?? (isCounted ? undefined : options[0]?.id);
  const value = { ...props.value, ...(metric && { metric }) };
  const problem = scaleTargetProblem({ ...value, min });
  const unit = isUsageMetric(metric) ? ' in percent' : '';
  return (
    <Flex direction="column" gap="2">
      <Flex gap="3" style={{ flexWrap: 'wrap' }}>
        <Select
          label="Scale by"
          style={{ flex: '1 1 10rem' }}
          isDisabled={isDisabled}
          value={metric ?? 'concurrency'}
          options={[...options]}
          onChange={id => {
            const chosen = options.find(option => option.id === id)?.id;
            // Requests are no percentage.
            const isAlike = isUsageMetric(chosen) === isUsageMetric(metric);
            onChange({
              ...(chosen !== 'concurrency' && { metric: chosen }),
              ...(isAlike && { target: value.target }),
            });
          }}
        />
        <NumberField
          label={`Target per replica${unit}`}
          style={{ flex: '1 1 10rem' }}
          minValue={1}
          isDisabled={isDisabled}
          validationBehavior="aria"
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
