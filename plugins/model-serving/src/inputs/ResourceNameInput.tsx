import { useEffect, useId, useRef } from 'react';
import { Flex, Text, TextField } from '@backstage/ui';
import {
  deriveResourceName,
  resourceNameProblem,
} from '@greenroom/backstage-plugin-model-serving-common';
import { InputError } from './InputError';
import { InputProps, NamedKind } from './types';
import { useTakenNames } from './useTakenNames';

const purposes: Record<NamedKind, string> = {
  deployment: 'Part of the address',
  connection: 'Deployments refer to the connection by it',
  graph: 'Part of the address',
};

/**
 * The name of a new deployment: derived from its title until someone edits it, checked against the rule and against the
 * names that are taken.
 */
export function ResourceNameInput(
  props: InputProps<string> & {
    kind: NamedKind;
    /** What the name is derived from. */
    title: string;
    /** Absent: names of all clusters are taken. */
    cluster?: string;
    namespace: string;
  },
) {
  const { label, description, value, onChange, isRequired, isDisabled } = props;
  const { error, errorId, kind, title, cluster, namespace } = props;
  const taken = useTakenNames(kind, { cluster, namespace }, value ?? '');
  const ownErrorId = useId();
  // A value that was there from the start was typed by somebody, or given by a link.
  const edited = useRef(value !== undefined && value !== '');
  const derived =
    title && deriveResourceName(title, name => taken.has(name), zero);
  useEffect(() => {
    // After every render, for the reason of useDefaultValue.
    if (!edited.current && !isDisabled && derived && derived !== value) {
      onChange(derived);
    }
  });
  const problem = error ?? nameProblem(kind, value, namespace, taken);
  return (
    <Flex direction="column" gap="1">
      <TextField
        label={label}
        description={
          description ??
          `${purposes[kind]}; cannot be changed later. Derived from the name until you edit it.`
        }
        isRequired={isRequired}
        isDisabled={isDisabled}
        isInvalid={problem !== undefined || errorId !== undefined}
        aria-describedby={problem ? ownErrorId : errorId}
        validationBehavior="aria"
        autoComplete="off"
        value={value ?? ''}
        onChange={typed => {
          // Emptied: derive it again.
          edited.current = typed !== '';
          onChange(typed || undefined);
        }}
      />
      <InputError id={ownErrorId} error={problem} shown={props.shownErrors} />
      {!problem && value && namespace && (
        <Text role="status" variant="body-small" color="secondary">
          {value} is free in {namespace}.
        </Text>
      )}
    </Flex>
  );
}

function nameProblem(
  kind: NamedKind,
  name: string | undefined,
  namespace: string,
  taken: ReadonlySet<string>,
): string | undefined {
  if (!name) {
    return undefined;
  }
  return taken.has(name)
    ? nameTaken(kind, name, namespace)
    : resourceNameProblem(name, namespace);
}

/** What is said of a name that is in use. */
export function nameTaken(
  kind: NamedKind,
  name: string,
  namespace: string,
): string {
  return `There is already a ${kind} ${name} in ${namespace}; choose another name`;
}

/** A title without any letter gives the same name with every render, not a random one each. */
function zero(): number {
  return 0;
}
