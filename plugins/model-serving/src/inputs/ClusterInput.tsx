import { useClusters } from '../live';
import { clusterNamed } from './clusterNamed';
import { SelectInput } from './SelectInput';
import { InputProps } from './types';
import { useDefaultValue } from './useDefaultValue';

/**
 * The cluster of something new; the default one is preselected. Nothing is asked where there is only one, and one that is out
 * of reach can be chosen by nobody, with the reason beside it.
 */
export function ClusterInput(props: InputProps<string>) {
  const clusters = useClusters().value ?? [];
  const isAsked = clusters.length > 1;
  useDefaultValue(
    props,
    isAsked ? clusterNamed(clusters, undefined)?.name : undefined,
  );
  if (!isAsked) return null;
  const chosen = props.value && clusterNamed(clusters, props.value);
  return (
    <SelectInput
      {...props}
      isSearchable={clusters.length > 10}
      options={clusters.map(({ name, title, reachable, message }) => ({
        id: name,
        label: title,
        description: reachable ? undefined : `Out of reach: ${message}`,
        disabled: !reachable,
      }))}
      error={
        props.error ??
        (chosen && !chosen.reachable
          ? `${chosen.title} is out of reach: ${chosen.message}`
          : undefined)
      }
    />
  );
}
