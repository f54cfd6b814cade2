import { Flex, Select, Text, TextField } from '@backstage/ui';
import {
  amountProblem,
  boundsInWords,
  HardwareAmount,
  HardwareProfile,
  HardwareProfileRef,
  isSameHardwareProfile,
  ResourceRequirements,
  resourcesByProfile,
} from '@greenroom/backstage-plugin-model-serving-common';
import { errorReason } from '../components';
import { useClusters, useHardwareProfiles } from '../live';
import { clusterNamed } from './clusterNamed';
import { amountsOf, placementInWords } from './hardware';
import { InputFrame } from './InputFrame';
import { InputProps } from './types';

/** A hardware profile of Open Data Hub's, with what replicas get within its bounds. */
export interface HardwareChoice extends HardwareProfileRef {
  /** Of the profile when it was chosen. */
  readonly resourceVersion?: string;
  /** Absent: as the profile has it. */
  readonly resources?: ResourceRequirements;
}

const NONE = 'none';

/**
 * A hardware profile of the cluster's, or none, and the amounts within its bounds. Nothing is shown on a cluster that knows
 * none.
 */
export function HardwareProfileInput(
  props: InputProps<HardwareChoice> & {
    cluster: string | undefined;
    namespace: string | undefined;
  },
) {
  const { value, onChange, cluster, namespace, isDisabled, ...frame } = props;
  const clusters = useClusters();
  const place = clusterNamed(clusters.value, cluster);
  const isOffered = place?.capabilities.hardwareProfiles === true;
  const profiles = useHardwareProfiles(
    isOffered && namespace ? { cluster: place.name, namespace } : undefined,
  );
  if (!isOffered && !value) return null;
  const { items = [], problems = [] } = profiles.value ?? {};
  const chosen = items.find(item => isSameHardwareProfile(item, value));
  const offered = items.filter(
    item => item === chosen || (item.enabled && item.forServing),
  );
  const isGone = value && profiles.value && !chosen;
  const failure =
    profiles.error &&
    `The hardware profiles could not be loaded: ${errorReason(profiles.error)}`;
  const wrong =
    value?.resources &&
    chosen?.amounts
      .flatMap(amount => amountsOf(amount, value.resources))
      .find(({ problem }) => problem)?.problem;
  return (
    <InputFrame
      {...frame}
      error={
        frame.error ??
        failure ??
        (wrong && sentence(wrong)) ??
        (isGone
          ? `${value.name} is not offered here any more; choose another one or none`
          : undefined)
      }
    >
      <Select
        aria-label={frame.label}
        isDisabled={isDisabled}
        value={value ? idOf(value) : NONE}
        options={[
          {
            id: NONE,
            label: 'None',
            description: 'Size and accelerators are chosen by themselves',
          },
          ...offered.map(item => ({
            id: idOf(item),
            label: item.title,
            description: inWords(item, namespace),
          })),
          ...(value && !chosen ? [{ id: idOf(value), label: value.name }] : []),
        ]}
        onChange={id => {
          const next = items.find(item => idOf(item) === id);
          if (id === NONE) onChange(undefined);
          else if (next) onChange(choiceOf(next));
        }}
      />
      {problems.map(problem => (
        <Text key={problem} variant="body-small" color="secondary">
          {sentence(problem)}
        </Text>
      ))}
      {chosen && value && (
        <>
          <Text variant="body-small" color="secondary">
            {placementInWords(chosen)}
          </Text>
          <Amounts
            profile={chosen}
            resources={value.resources ?? resourcesByProfile(chosen)}
            isDisabled={isDisabled}
            onChange={resources => onChange({ ...value, resources })}
          />
        </>
      )}
    </InputFrame>
  );
}

function Amounts(props: {
  profile: HardwareProfile;
  resources: ResourceRequirements;
  isDisabled?: boolean;
  onChange: (resources: ResourceRequirements) => void;
}) {
  const { profile, resources, isDisabled, onChange } = props;
  return (
    <Flex gap="3" style={{ flexWrap: 'wrap' }}>
      {profile.amounts.flatMap(amount =>
        amountsOf(amount, resources).map(({ parts, label, text }) => (
          <TextField
            key={`${amount.resource} ${label}`}
            label={label}
            description={boundsInWords(amount)}
            isDisabled={isDisabled}
            isInvalid={amountProblem(amount, text) !== undefined}
            // The form asks before the next step, and says why not
            validationBehavior="aria"
            value={text}
            onChange={typed =>
              onChange(
                parts.reduce(
                  (current, part) => ({
                    ...current,
                    [part]: {
                      ...current[part],
                      [amount.resource]: typed.trim(),
                    },
                  }),
                  resources,
                ),
              )
            }
          />
        )),
      )}
    </Flex>
  );
}

function choiceOf(profile: HardwareProfile): HardwareChoice {
  const { name, namespace, resourceVersion } = profile;
  return {
    name,
    namespace,
    ...(resourceVersion && { resourceVersion }),
    resources: resourcesByProfile(profile),
  };
}

function idOf({ namespace, name }: HardwareProfileRef): string {
  return `${namespace}/${name}`;
}

function inWords(
  { amounts, description, namespace, enabled }: HardwareProfile,
  project: string | undefined,
): string {
  const defaults = amounts.map(
    ({ title, default: amount }: HardwareAmount) => `${title} ${amount}`,
  );
  return [
    ...(enabled ? [] : ['Disabled, for nothing new']),
    ...(namespace === project ? ['Of this project'] : []),
    ...(defaults.length > 0 ? [defaults.join(', ')] : []),
    ...(description ? [description] : []),
  ].join('. ');
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
