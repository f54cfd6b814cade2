import { useEffect, useState } from 'react';
import { DeploymentForm } from '@greenroom/backstage-plugin-model-serving-common';
import { clusterNamed, InputProps, Replicas } from '../inputs';
import { useClusters } from '../live';
import {
  AdvancedScalingInput,
  annotatedWith,
  RequestScaling,
  requestScalingOf,
  scalerOn,
} from '../scaling';

/** What a form says about scaling beyond bounds and targets. */
export type Scaling = NonNullable<DeploymentForm['scaling']>;

/**
 * The same section as in the form that changes a deployment, of one that does not exist yet. Nothing is shown, and nothing
 * kept, on a cluster that scales nothing.
 */
export function NewScalingInput(
  props: InputProps<Scaling> & {
    cluster: string | undefined;
    replicas: Replicas | undefined;
  },
) {
  const { label, value, errorId, onChange, replicas } = props;
  const cluster = clusterNamed(useClusters().value, props.cluster);
  const { annotations, behavior } = value ?? {};
  // The value has units, and a unit behind each figure would stand in the way of the next one
  const [typed, setTyped] = useState(() => requestScalingOf(annotations));
  const requestScaling = isMeantBy(typed, annotations)
    ? typed
    : requestScalingOf(annotations);
  const classes = cluster?.capabilities.autoscalerClasses;
  const isNeverScaled = classes?.every(name => name === 'none') === true;
  useEffect(() => {
    if (isNeverScaled && value) onChange(undefined);
  });
  if (isNeverScaled) return null;
  return (
    <AdvancedScalingInput
      label={label}
      scaler={scalerOn(cluster, annotations, { scaleMetric: replicas?.metric })}
      isScaled={replicas !== undefined && replicas.max > replicas.min}
      value={{ requestScaling, behavior }}
      annotations={annotations}
      errors={{}}
      errorId={errorId}
      onChange={changes => {
        const changed = { requestScaling, behavior, ...changes };
        setTyped(changed.requestScaling);
        onChange(
          scalingOf(
            annotatedWith(annotations, changed.requestScaling),
            changed.behavior,
          ),
        );
      }}
    />
  );
}

function isMeantBy(
  typed: RequestScaling,
  annotations: Scaling['annotations'],
): boolean {
  const written = annotatedWith(annotations, typed);
  return JSON.stringify(written) === JSON.stringify(annotations ?? {});
}

/** Undefined: all is as the platform has it. */
function scalingOf(
  annotations: Record<string, string>,
  behavior: Scaling['behavior'],
): Scaling | undefined {
  const hasAnnotations = Object.keys(annotations).length > 0;
  return hasAnnotations || behavior
    ? { ...(hasAnnotations && { annotations }), ...(behavior && { behavior }) }
    : undefined;
}
