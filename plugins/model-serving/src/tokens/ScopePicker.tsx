import { useMemo, useState } from 'react';
import { Radio, RadioGroup, Select, Text } from '@backstage/ui';
import { TokenScope } from '@greenroom/backstage-plugin-model-serving-common';
import { Guarded } from '../api';
import { scopeKey } from './tokenWords';
import { useScopeChoices } from './useScopeChoices';

type Reach = 'this' | 'others' | 'project';

/** Asks what a token opens beside that for which it is made. */
export function ScopePicker(props: {
  guarded: Guarded;
  value: readonly TokenScope[];
  onChange: (also: readonly TokenScope[]) => void;
}) {
  const { guarded, value, onChange } = props;
  const { name, namespace } = guarded.ref;
  const [reach, setReach] = useState<Reach>('this');
  const choose = (chosen: Reach) => {
    setReach(chosen);
    onChange(chosen === 'project' ? [{ kind: 'Namespace', namespace }] : []);
  };
  return (
    <>
      <RadioGroup
        label="Opens"
        value={reach}
        onChange={chosen => choose(chosen as Reach)}
      >
        <Radio value="this">Only {name}</Radio>
        <Radio value="others">{name} and others</Radio>
        <Radio value="project">All of the project {namespace}</Radio>
      </RadioGroup>
      {reach === 'others' && (
        <Others guarded={guarded} value={value} onChange={onChange} />
      )}
      {reach === 'project' && (
        <Text color="secondary">
          All deployments and graphs of the project, those included that come
          later, whoever owns them.
        </Text>
      )}
    </>
  );
}

function Others(props: {
  guarded: Guarded;
  value: readonly TokenScope[];
  onChange: (also: readonly TokenScope[]) => void;
}) {
  const { guarded, value, onChange } = props;
  const { choices, error } = useScopeChoices(guarded);
  const byKey = useMemo(
    () => new Map(choices.map(scope => [scopeKey(scope), scope])),
    [choices],
  );
  if (error) {
    return (
      <Text role="alert">
        What else there is could not be read: {error.message}
      </Text>
    );
  }
  return (
    <Select
      label="Also opens"
      description={
        choices.length === 0
          ? 'There is nothing else in the project that you may see'
          : 'You need the right to make tokens for each'
      }
      selectionMode="multiple"
      searchable
      isDisabled={choices.length === 0}
      placeholder="Choose"
      value={value.map(scopeKey)}
      options={choices.map(scope => ({
        id: scopeKey(scope),
        label: labelOf(scope),
      }))}
      onChange={keys =>
        onChange(
          keys.flatMap(key => {
            const scope = byKey.get(String(key));
            return scope ? [scope] : [];
          }),
        )
      }
    />
  );
}

function labelOf(scope: TokenScope): string {
  if (scope.kind === 'Namespace') return scope.namespace;
  return scope.kind === 'InferenceGraph' ? `${scope.name} (graph)` : scope.name;
}
