import { Flex, NumberField, Select, Text } from '@backstage/ui';
import { useClusters } from '../live';
import { clusterNamed } from './clusterNamed';
import { InputFrame } from './InputFrame';
import { InputProps } from './types';

/** Accelerators of one kind; request and limit are the same (screens §3.1). */
export interface Accelerators {
  /** Kubernetes' resource name, such as `nvidia.com/gpu`. */
  readonly resource: string;
  readonly count: number;
}

const NONE = 'none';

/** Accelerators of the cluster, or none. */
export function AcceleratorInput(
  props: InputProps<Accelerators> & { cluster?: string },
) {
  const { value, onChange, cluster, isDisabled, ...frame } = props;
  const clusters = useClusters();
  const offered =
    clusterNamed(clusters.value, cluster)?.capabilities.accelerators ?? [];
  const chosen = offered.find(({ resource }) => resource === value?.resource);
  if (clusters.value && offered.length === 0 && !value) {
    return (
      <InputFrame {...frame}>
        <Text color="secondary">None on this cluster</Text>
      </InputFrame>
    );
  }
  return (
    <InputFrame
      {...frame}
      error={
        frame.error ??
        (clusters.value && value && !chosen
          ? `${value.resource} is not on this cluster; choose another one or none`
          : undefined)
      }
    >
      <Flex gap="3" align="end" style={{ flexWrap: 'wrap' }}>
        <Select
          aria-label={frame.label}
          isDisabled={isDisabled}
          value={value?.resource ?? NONE}
          options={[
            { id: NONE, label: 'None' },
            ...offered.map(({ resource, title, count }) => ({
              id: resource,
              label: title,
              description: `${count} on this cluster`,
            })),
          ]}
          onChange={resource =>
            onChange(
              resource === NONE
                ? undefined
                : { resource: String(resource), count: value?.count ?? 1 },
            )
          }
        />
        {value && (
          <NumberField
            label="Per replica"
            minValue={1}
            maxValue={chosen?.count}
            isDisabled={isDisabled}
            value={value.count}
            onChange={count => onChange({ ...value, count })}
          />
        )}
      </Flex>
    </InputFrame>
  );
}
