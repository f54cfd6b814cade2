import { useId, useLayoutEffect, useState } from 'react';
import { Flex, Text } from '@backstage/ui';
import { AutoscalerClass } from '@greenroom/backstage-plugin-model-serving-common';
import styles from '../components/components.module.css';
import { InputError } from '../inputs';
import { BehaviorInput } from './BehaviorInput';
import {
  RequestScaling,
  requestScalingKeys,
  requestScalingProblems,
} from './requestScaling';
import { RequestScalingInput } from './RequestScalingInput';
import { behaviorProblems, RawBehavior } from './usageRules';

/** How the number of replicas follows the load, beyond what it is scaled by. */
export interface AdvancedScaling {
  readonly requestScaling: RequestScaling;
  readonly behavior: RawBehavior | undefined;
}

/**
 * The rules that count for whoever scales the deployment, folded. Those that do not count now are kept, and named; what is
 * wrong is never hidden, whether or not it counts.
 */
export function AdvancedScalingInput(props: {
  label: string;
  /** Who scales it, with what the rest of the form says. */
  scaler: AutoscalerClass;
  /** Whether there is anything to scale between the bounds. */
  isScaled: boolean;
  value: AdvancedScaling;
  /** All annotations of the deployment: rules are about several together. */
  annotations: Readonly<Record<string, string>> | undefined;
  /** What the backend refuses and the rules here do not. */
  errors: { readonly requestScaling?: string; readonly behavior?: string };
  /** Id of an element elsewhere that says what is wrong. */
  errorId?: string;
  onChange: (changes: Partial<AdvancedScaling>) => void;
}) {
  const { label, scaler, isScaled, value, annotations, errors, errorId } =
    props;
  const { onChange } = props;
  const isByRequests = scaler === 'kpa';
  const isByUsage = scaler === 'hpa' || scaler === 'keda';
  const requests = refusalOf(
    requestScalingProblems(annotations, value.requestScaling),
    errors.requestScaling,
  );
  const usage = refusalOf(behaviorProblems(value.behavior), errors.behavior);
  const hasProblems = requests.hasProblems || usage.hasProblems;
  const isRefused =
    requests.isRefused || usage.isRefused || errorId !== undefined;
  const [isOpen, setIsOpen] = useState(isRefused);
  // Before anything else looks for what is refused: what is folded cannot have the focus
  useLayoutEffect(() => {
    if (isRefused) setIsOpen(true);
  }, [isRefused]);
  const noteId = useId();
  if (!isByRequests && !isByUsage) return null;
  const others = isByRequests
    ? value.behavior && 'rules for scaling by CPU and memory'
    : Object.keys(value.requestScaling).length > 0 &&
      'annotations for scaling by requests';
  return (
    <details
      className={styles.fold}
      open={isOpen}
      onToggle={event => setIsOpen(event.currentTarget.open)}
    >
      <summary
        onClick={event => {
          // Folded by hand, what is refused would stay out of sight
          if (isOpen && isRefused) event.preventDefault();
        }}
      >
        {`${label} (${settingsInWords(value, isByRequests)})`}
      </summary>
      <Flex
        direction="column"
        gap="4"
        pt="3"
        role="group"
        aria-label={label}
        data-invalid={isRefused && !hasProblems ? true : undefined}
        aria-describedby={[noteId, errorId].filter(Boolean).join(' ')}
      >
        <Text id={noteId} color="secondary">
          {[
            'What is empty is as the platform has it.',
            !isScaled &&
              'Minimum and maximum are the same now, so nothing is scaled: this counts once they differ.',
            others &&
              `The deployment also has ${others}: they have no effect now, and are kept.`,
          ]
            .filter(Boolean)
            .join(' ')}
        </Text>
        {(isByRequests || requests.isRefused) && (
          <RequestScalingInput
            value={value.requestScaling}
            problems={requests.problems}
            onChange={requestScaling => onChange({ requestScaling })}
          />
        )}
        <InputError error={requests.error} />
        {(isByUsage || usage.isRefused) && (
          <BehaviorInput
            value={value.behavior}
            problems={usage.problems}
            onChange={behavior => onChange({ behavior })}
          />
        )}
        <InputError error={usage.error} />
      </Flex>
    </details>
  );
}

/** What the same rules say here already stands at its field. */
function refusalOf<T extends object>(problems: T, error: string | undefined) {
  const hasProblems = Object.keys(problems).length > 0;
  return {
    problems,
    hasProblems,
    error: hasProblems ? undefined : error,
    isRefused: hasProblems || error !== undefined,
  };
}

function settingsInWords(
  { requestScaling, behavior }: AdvancedScaling,
  isByRequests: boolean,
): string {
  const count = isByRequests
    ? requestScalingKeys.filter(key => requestScaling[key] !== undefined).length
    : Object.keys(behavior ?? {}).length;
  return count === 0 ? 'as the platform has it' : `${count} set`;
}
