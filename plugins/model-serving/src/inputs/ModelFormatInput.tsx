import {
  ModelFormat,
  RuntimeView,
} from '@greenroom/backstage-plugin-model-serving-common';
import { errorReason } from '../components';
import { useRuntimes } from '../live';
import { SelectInput, SelectOption } from './SelectInput';
import { InputProps } from './types';

/** Format and version of a model, from what the enabled runtimes serve. */
export function ModelFormatInput(
  props: InputProps<ModelFormat> & { namespace?: string; cluster?: string },
) {
  const { namespace, cluster, value, onChange, ...input } = props;
  const live = useRuntimes({ namespace, cluster });
  const formats = formatsOf(live.value?.items ?? []);
  const options: readonly SelectOption[] = formats.map(format => ({
    id: keyOf(format),
    label: formatLabel(format),
  }));
  return (
    <SelectInput
      {...input}
      value={value && keyOf(value)}
      onChange={key => onChange(key === undefined ? undefined : fromKey(key))}
      placeholder={live.loading ? 'Loading formats…' : 'Choose a format'}
      isSearchable={options.length > 10}
      options={
        // A format that no runtime serves any more keeps its readable name.
        value && !options.some(({ id }) => id === keyOf(value))
          ? [...options, { id: keyOf(value), label: formatLabel(value) }]
          : options
      }
      error={input.error ?? formatsProblem(live, formats)}
    />
  );
}

/** `onnx – 1`, or `onnx` without a version. */
export function formatLabel({ name, version }: ModelFormat): string {
  return version ? `${name} – ${version}` : name;
}

/** What the enabled runtimes serve: each format and version once, by name. */
export function formatsOf(runtimes: readonly RuntimeView[]): ModelFormat[] {
  const found = new Map<string, ModelFormat>();
  for (const { enabled, formats } of runtimes) {
    for (const { name, version } of enabled ? formats : []) {
      const format = version ? { name, version } : { name };
      found.set(keyOf(format), format);
    }
  }
  return [...found.values()].sort((a, b) =>
    formatLabel(a).localeCompare(formatLabel(b), undefined, { numeric: true }),
  );
}

function formatsProblem(
  live: { value?: unknown; error?: Error },
  formats: readonly ModelFormat[],
): string | undefined {
  if (live.error && live.value === undefined) {
    return `The formats could not be loaded: ${errorReason(live.error)}`;
  }
  return live.value !== undefined && formats.length === 0
    ? 'No runtime is enabled, so no format can be served; ask the platform team to enable one'
    : undefined;
}

/** Formats as ids of options: names hold no space. */
function keyOf({ name, version }: ModelFormat): string {
  return version ? `${name} ${version}` : name;
}

function fromKey(key: string): ModelFormat {
  const [name, version] = key.split(' ');
  return version ? { name, version } : { name };
}
