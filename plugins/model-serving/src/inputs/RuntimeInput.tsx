import { useMemo } from 'react';
import {
  ModelFormat,
  runtimeKey,
  RuntimeView,
  selectRuntimes,
} from '@greenroom/backstage-plugin-model-serving-common';
import { errorReason } from '../components';
import { useRuntimes } from '../live';
import { SelectInput, SelectOption } from './SelectInput';
import { InputProps } from './types';

/** Id of the option that leaves the choice to the platform; its value is the empty string. */
const AUTOMATIC = 'automatic';

/** Reasons that keep a runtime from being picked automatically, but not from being chosen by hand. */
const choosable: ReadonlySet<string> = new Set(['outranked', 'autoSelect']);

/** *Automatic*, or one runtime. Those that do not fit stay listed, with the reason. */
export function RuntimeInput(
  props: InputProps<string> & {
    namespace: string;
    cluster?: string;
    format?: ModelFormat;
  },
) {
  const { namespace, cluster, format, value, onChange, ...input } = props;
  const live = useRuntimes({ namespace: namespace || undefined, cluster });
  const options = useMemo(
    () => runtimeOptions(live.value?.items ?? [], namespace, format),
    [live.value, namespace, format],
  );
  return (
    <SelectInput
      {...input}
      value={value || AUTOMATIC}
      onChange={chosen =>
        onChange(chosen === AUTOMATIC || !chosen ? '' : chosen)
      }
      options={options}
      error={
        input.error ??
        (live.error && !live.value
          ? `The runtimes could not be loaded: ${errorReason(live.error)}`
          : undefined)
      }
    />
  );
}

/**
 * The options: *Automatic* with the name of what would be picked, then all runtimes, those that fit first. Whether one
 * fits is decided by the same rule as in the backend.
 */
export function runtimeOptions(
  runtimes: readonly RuntimeView[],
  namespace: string,
  format: ModelFormat | undefined,
): readonly SelectOption[] {
  if (!format?.name) {
    return [
      {
        id: AUTOMATIC,
        label: 'Automatic',
        description: 'What fits the format best',
      },
      ...runtimes.map(({ name, title, enabled }) => ({
        id: name,
        label: title,
        disabled: !enabled,
        description: enabled ? undefined : 'Switched off',
      })),
    ];
  }
  const selection = selectRuntimes({
    model: { modelFormat: format },
    namespace,
    runtimes: runtimes.map(({ resource }) => resource),
    multiModel: false,
    multiNode: false,
    profile: 'greenroom',
    problems: Object.fromEntries(
      runtimes
        .filter(({ available }) => !available)
        .map(({ resource, unavailableReason }) => [
          runtimeKey(resource),
          unavailableReason ?? 'This cluster cannot start it now',
        ]),
    ),
  });
  const [picked] = selection.candidates;
  const rejections = new Map(
    selection.rejected.map(one => [runtimeKey(one.runtime), one]),
  );
  const options = runtimes.map(({ name, title, resource }): SelectOption => {
    const rejection = rejections.get(runtimeKey(resource));
    const disabled =
      rejection !== undefined && !choosable.has(rejection.reason);
    return {
      id: name,
      label: title,
      disabled,
      description: disabled ? rejection.sentence : undefined,
    };
  });
  const pickedTitle = runtimes.find(
    ({ resource }) =>
      picked && runtimeKey(resource) === runtimeKey(picked.runtime),
  )?.title;
  return [
    {
      id: AUTOMATIC,
      label: pickedTitle ? `Automatic (${pickedTitle})` : 'Automatic',
      description: pickedTitle
        ? undefined
        : 'No enabled runtime fits this format now',
    },
    ...options.filter(({ disabled }) => !disabled),
    ...options.filter(({ disabled }) => disabled),
  ];
}
