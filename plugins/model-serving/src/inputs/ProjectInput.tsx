import { namespaceProblem } from '@greenroom/backstage-plugin-model-serving-common';
import { useClusters } from '../live';
import { errorReason } from '../components';
import { usePreference } from '../preferences';
import { clusterNamed } from './clusterNamed';
import { SelectInput } from './SelectInput';
import { InputProps } from './types';
import { useDefaultValue } from './useDefaultValue';

/**
 * The project (namespace) of something new: those in which the user may work. The one chosen last time is preselected,
 * else the first.
 */
export function ProjectInput(props: InputProps<string> & { cluster?: string }) {
  const { cluster, ...input } = props;
  const clusters = useClusters();
  const last = usePreference<string>('project');
  const namespaces = clusterNamed(clusters.value, cluster)?.namespaces ?? [];
  useDefaultValue(
    input,
    last.isKnown
      ? namespaces.find(name => name === last.value) ?? namespaces[0]
      : undefined,
  );
  const problem = input.value && namespaceProblem(input.value);
  return (
    <SelectInput
      {...input}
      onChange={chosen => {
        input.onChange(chosen);
        if (chosen) {
          last.set(chosen);
        }
      }}
      placeholder={clusters.loading ? 'Loading projects…' : 'Choose a project'}
      isSearchable={namespaces.length > 10}
      options={namespaces.map(name => ({ id: name, label: name }))}
      error={
        input.error ??
        (problem ||
          (clusters.error &&
            `The projects could not be loaded: ${errorReason(clusters.error)}`))
      }
    />
  );
}
