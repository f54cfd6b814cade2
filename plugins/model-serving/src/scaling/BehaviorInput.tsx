import { useId } from 'react';
import { Flex, NumberField, Text, TextField } from '@backstage/ui';
import { defaultScalingBehavior } from '@greenroom/backstage-plugin-model-serving-common';
import { InputError, SelectInput } from '../inputs';
import { PolicyRows } from './PolicyRows';
import {
  Direction,
  policiesIn,
  RawBehavior,
  rulesIn,
  usualPolicies,
  withField,
} from './usageRules';
import { directionLabels, rulesLabels } from './words';

/** Without one it is Kubernetes' default, `Max`. */
const choices = [
  { id: '', label: 'As much as a policy allows (usual)' },
  { id: 'Max', label: 'As much as any policy allows (Max)' },
  { id: 'Min', label: 'As little as any policy allows (Min)' },
  { id: 'Disabled', label: 'Never (Disabled)' },
];

/** How fast the number of replicas may change where they are scaled by what they use: an HPA's `behavior`. */
export function BehaviorInput(props: {
  value: RawBehavior | undefined;
  onChange: (value: RawBehavior | undefined) => void;
  /** By path below the behavior. */
  problems: Readonly<Record<string, string>>;
}) {
  return (
    <>
      {(Object.keys(directionLabels) as Direction[]).map(direction => (
        <RulesInput key={direction} {...props} direction={direction} />
      ))}
    </>
  );
}

function RulesInput(
  props: Parameters<typeof BehaviorInput>[0] & { direction: Direction },
) {
  const { value, onChange, problems, direction } = props;
  const labelId = useId();
  const rules = rulesIn(value, direction);
  const usual = defaultScalingBehavior[direction];
  const problem = (field: string) => problems[`${direction}.${field}`];
  const change = (field: string, to: unknown) =>
    onChange(withField(value, direction, withField(rules, field, to)));
  return (
    <Flex direction="column" gap="3" role="group" aria-labelledby={labelId}>
      <Text id={labelId} weight="bold">
        {directionLabels[direction]}
      </Text>
      <NumberField
        label={rulesLabels.stabilizationWindowSeconds}
        description={`Seconds over which the ${
          direction === 'scaleUp' ? 'least' : 'most'
        } that was called for counts, from 0 to 3600. Usually ${
          usual.stabilizationWindowSeconds
        }.`}
        validationBehavior="aria"
        isInvalid={problem('stabilizationWindowSeconds') !== undefined}
        value={numberIn(rules.stabilizationWindowSeconds)}
        onChange={typed =>
          change(
            'stabilizationWindowSeconds',
            Number.isNaN(typed) ? undefined : typed,
          )
        }
      />
      <InputError error={problem('stabilizationWindowSeconds')} />
      <PolicyRows
        policies={policiesIn(rules)}
        usual={usualPolicies(direction)}
        problem={path => problem(`policies${path}`)}
        onChange={policies =>
          change('policies', policies.length > 0 ? policies : undefined)
        }
      />
      <SelectInput
        label={rulesLabels.selectPolicy}
        options={choices}
        value={textIn(rules.selectPolicy)}
        error={problem('selectPolicy')}
        onChange={id => change('selectPolicy', id || undefined)}
      />
      <TextField
        label={rulesLabels.tolerance}
        description="A usage that differs from the target by no more than this share changes nothing, 0.05 for 5 %. Usually 0.1."
        placeholder={String(usual.tolerance)}
        autoComplete="off"
        validationBehavior="aria"
        isInvalid={problem('tolerance') !== undefined}
        value={textIn(rules.tolerance)}
        onChange={text => change('tolerance', text.trim() || undefined)}
      />
      <InputError error={problem('tolerance')} />
      {rules.selectPolicy === 'Disabled' && (
        <Text color="secondary">
          {direction === 'scaleUp'
            ? 'Replicas are never added.'
            : 'Replicas are never taken away.'}
        </Text>
      )}
      <InputError error={problems[direction]} />
    </Flex>
  );
}

function numberIn(value: unknown): number {
  return typeof value === 'number' ? value : NaN;
}

function textIn(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number'
    ? String(value)
    : '';
}
