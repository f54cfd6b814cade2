import { useId } from 'react';
import { Flex, NumberField, Text } from '@backstage/ui';
import styles from '../components/components.module.css';

/** Largest number of replicas that forms accept (screens §3.1). */
export const MAX_REPLICAS = 99;

/** How many replicas a deployment may have. */
export interface ReplicaBounds {
  readonly min: number;
  readonly max: number;
}

/** What is wrong with replica bounds, in one sentence, or undefined. */
export function replicaBoundsProblem(
  { min, max }: ReplicaBounds,
  limit: number = MAX_REPLICAS,
): string | undefined {
  if (!isCount(min) || !isCount(max)) {
    return 'Minimum and maximum are whole numbers from 0';
  }
  if (max < 1) {
    return 'The maximum is at least 1; to have none, stop the deployment';
  }
  if (min > max) {
    return `The minimum (${min}) is larger than the maximum (${max})`;
  }
  return max > limit ? `The maximum is at most ${limit} here` : undefined;
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0;
}

/** Two numbers, and what is wrong with them. */
export function ReplicaBoundsInput(props: {
  value: ReplicaBounds;
  onChange: (bounds: ReplicaBounds) => void;
  limit?: number;
  isDisabled?: boolean;
}) {
  const { value, onChange, limit = MAX_REPLICAS, isDisabled } = props;
  const problem = replicaBoundsProblem(value, limit);
  const problemId = useId();
  const common = {
    style: { flex: '1 1 10rem' },
    minValue: 0,
    maxValue: MAX_REPLICAS,
    isDisabled,
    isInvalid: problem !== undefined,
    validationBehavior: 'aria' as const,
    'aria-describedby': problem ? problemId : undefined,
  };
  return (
    <Flex direction="column" gap="2">
      <Flex gap="3" style={{ flexWrap: 'wrap' }}>
        <NumberField
          {...common}
          label="Minimum replicas"
          value={value.min}
          onChange={min => onChange({ ...value, min })}
        />
        <NumberField
          {...common}
          label="Maximum replicas"
          value={value.max}
          onChange={max => onChange({ ...value, max })}
        />
      </Flex>
      {problem ? (
        <Text
          id={problemId}
          role="alert"
          color="danger"
          className={styles.readable}
        >
          {problem}
        </Text>
      ) : (
        <Text color="secondary">{boundsInWords(value)}</Text>
      )}
    </Flex>
  );
}

/** `1 replica`, `1 to 3 replicas`, `none while idle, up to 3 replicas`. */
export function boundsInWords({ min, max }: ReplicaBounds): string {
  const most = max === 1 ? '1 replica' : `${max} replicas`;
  if (min === 0) {
    return `none while idle, up to ${most}`;
  }
  return min === max ? most : `${min} to ${most}`;
}
