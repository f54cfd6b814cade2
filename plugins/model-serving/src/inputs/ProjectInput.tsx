import { namespaceProblem } from '@greenroom/backstage-plugin-model-serving-common';
import { useClusters } from '../live';
import { errorReason } from '../components';
import { usePreference } from '../preferences';
import { clusterNamed } from './clusterNamed';
import { openProjects, projectProblem } from './projects';
import { SelectInput } from './SelectInput';
import { InputProps } from './types';
import { useDefaultValue } from './useDefaultValue';

/**
 * The project (namespace) of something new: those in which the user may work. The one chosen last time is preselected,
 * else the first. One in which the portal has not its rights can be chosen by nobody, with the reason beside it.
 */
export function ProjectInput(props: InputProps<string> & { cluster?: string }) {
  const { cluster, ...input } = props;
  const clusters = useClusters();
  const last = usePreference<string>('project');
  const place = clusterNamed(clusters.value, cluster);
  const { namespaces = [] } = place ?? {};
  const open = openProjects(place);
  useDefaultValue(
    input,
    last.isKnown
      ? open.find(name => name === last.value) ?? open[0]
      : undefined,
  );
  const problem =
    input.value &&
    (namespaceProblem(input.value) ?? projectProblem(place, input.value));
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
      options={namespaces.map(name => {
        const denied = projectProblem(place, name);
        return {
          id: name,
          label: name,
          description: denied,
          disabled: denied !== undefined,
        };
      })}
      error={
        input.error ??
        (problem ||
          (clusters.error &&
            `The projects could not be loaded: ${errorReason(clusters.error)}`))
      }
    />
  );
}
