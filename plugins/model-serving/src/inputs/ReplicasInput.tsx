import {
  MAX_REPLICAS,
  ReplicaBounds,
  ReplicaBoundsInput,
  replicaBoundsProblem,
} from '../actions';
import { useClusters } from '../live';
import { clusterNamed } from './clusterNamed';
import { InputFrame } from './InputFrame';
import { ScaleTargetInput } from './ScaleTargetInput';
import { scaleMetricsOf, ScaleWish } from './scaleWish';
import { InputProps } from './types';
import { useDefaultValue } from './useDefaultValue';

/** Bounds of the number of replicas, and by what it changes between them. */
export type Replicas = ReplicaBounds & ScaleWish;

/** One replica that stays. */
export const DEFAULT_REPLICAS: Replicas = { min: 1, max: 1 };

/** Bounds of the number of replicas, within what the cluster can do. */
export function ReplicasInput(
  props: InputProps<Replicas> & { cluster?: string },
) {
  const { value = DEFAULT_REPLICAS, onChange, cluster, ...frame } = props;
  // The scaffolder's form drops a default of an object that names no properties.
  useDefaultValue(props, DEFAULT_REPLICAS);
  const capabilities = clusterNamed(useClusters().value, cluster)?.capabilities;
  const limit = capabilities?.maxReplicas ?? MAX_REPLICAS;
  const idle =
    value.min === 0 && capabilities?.scaleToZero === false
      ? 'This cluster cannot start a replica on the first request, so the minimum is at least 1'
      : undefined;
  const fixed =
    value.max > value.min &&
    capabilities?.autoscalerClasses.every(name => name === 'none')
      ? 'Nothing scales on this cluster: the minimum runs, and the maximum bounds what you may scale to by hand.'
      : undefined;
  const classes = capabilities?.autoscalerClasses ?? [];
  const isScaled = scaleMetricsOf(classes).length > 0;
  return (
    <InputFrame
      {...frame}
      error={
        frame.error ?? (replicaBoundsProblem(value, limit) ? undefined : idle)
      }
      description={[frame.description, fixed].filter(Boolean).join(' ')}
    >
      <ReplicaBoundsInput
        value={value}
        onChange={bounds => onChange({ ...value, ...bounds })}
        limit={limit}
        isDisabled={frame.isDisabled}
      />
      {isScaled && value.max > value.min && (
        <ScaleTargetInput
          value={value}
          onChange={({ metric, target }) =>
            onChange({
              min: value.min,
              max: value.max,
              ...(metric && { metric }),
              ...(target !== undefined && { target }),
            })
          }
          min={value.min}
          autoscalerClasses={classes}
          isDisabled={frame.isDisabled}
        />
      )}
    </InputFrame>
  );
}
