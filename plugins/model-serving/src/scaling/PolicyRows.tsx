import { useRef } from 'react';
import { Button, ButtonIcon, Flex, NumberField, Text } from '@backstage/ui';
import { RiAddLine, RiDeleteBinLine } from '@remixicon/react';
import { InputError, SelectInput } from '../inputs';
import { RawPart } from './usageRules';
import { policyLabels } from './words';

const types = [
  { id: 'Pods', label: 'Replicas' },
  { id: 'Percent', label: 'Percent of the replicas' },
];
const NEW_POLICY: RawPart = { type: 'Pods', value: 1, periodSeconds: 60 };

/** How many replicas may come or go within a while, a row each. */
export function PolicyRows(props: {
  policies: readonly RawPart[];
  /** What holds without any. */
  usual: string;
  /** By path below the list, e.g. `[0].value`. */
  problem: (path: string) => string | undefined;
  onChange: (policies: readonly RawPart[]) => void;
}) {
  const { policies, usual, problem, onChange } = props;
  const add = useRef<HTMLButtonElement>(null);
  const change = (position: number, field: string, value: unknown) =>
    onChange(
      policies.map((policy, i) =>
        i === position ? { ...policy, [field]: value } : policy,
      ),
    );
  return (
    <Flex direction="column" gap="2">
      <Text color="secondary">
        {policies.length === 0
          ? `No policies of its own: at most ${usual}.`
          : 'At most, within each period:'}
      </Text>
      {policies.map((policy, position) => {
        const number = (field: string, label: string) => (
          <NumberField
            label={label}
            style={{ flex: '1 1 7rem' }}
            validationBehavior="aria"
            isInvalid={problem(`[${position}].${field}`) !== undefined}
            value={numberOf(policy[field])}
            onChange={typed =>
              change(position, field, Number.isNaN(typed) ? undefined : typed)
            }
          />
        );
        const problems = Object.entries(policyLabels).flatMap(
          ([field, label]) => {
            const found = problem(`[${position}].${field}`);
            return found ? [`${label}: ${found}`] : [];
          },
        );
        return (
          <Flex
            key={position}
            direction="column"
            gap="1"
            role="group"
            aria-label={`Policy ${position + 1}`}
          >
            <Flex gap="2" align="end" style={{ flexWrap: 'wrap' }}>
              {number('value', policyLabels.value)}
              <div style={{ flex: '2 1 10rem' }}>
                <SelectInput
                  label={policyLabels.type}
                  options={types}
                  value={String(policy.type ?? '')}
                  onChange={type => change(position, 'type', type)}
                />
              </div>
              {number('periodSeconds', policyLabels.periodSeconds)}
              <ButtonIcon
                variant="tertiary"
                icon={<RiDeleteBinLine />}
                aria-label={`Remove policy ${position + 1}`}
                onPress={() => {
                  onChange(policies.filter((_, i) => i !== position));
                  add.current?.focus();
                }}
              />
            </Flex>
            <InputError error={problems.join('. ') || undefined} />
          </Flex>
        );
      })}
      <InputError error={problem('')} />
      <Flex>
        <Button
          ref={add}
          variant="secondary"
          size="small"
          iconStart={<RiAddLine />}
          onPress={() => onChange([...policies, NEW_POLICY])}
        >
          Add policy
        </Button>
      </Flex>
    </Flex>
  );
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : NaN;
}
