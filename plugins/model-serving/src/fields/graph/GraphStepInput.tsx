import {
  Button,
  ButtonIcon,
  Checkbox,
  Flex,
  NumberField,
  Text,
  TextField,
} from '@backstage/ui';
import {
  RiArrowDownLine,
  RiArrowUpLine,
  RiDeleteBinLine,
} from '@remixicon/react';
import {
  GraphStepForm,
  RouterType,
} from '@greenroom/backstage-plugin-model-serving-common';
import { SelectInput, SelectOption } from '../inputs/SelectInput';
import styles from './graph.module.css';
import { StepProblems } from './stepProblems';

const CONDITION_HELP =
  'A path that exists in the JSON, as predictions.#(==1) or [@this].#(kind=="a"); or cel: and an expression';

/** One step: what it calls, and what the way of running lets one say about it. */
export function GraphStepInput(props: {
  step: GraphStepForm;
  /** From 0. */
  position: number;
  count: number;
  routerType: RouterType;
  /** Undefined while they load. */
  services: readonly SelectOption[] | undefined;
  problems: StepProblems;
  isDisabled?: boolean;
  onChange: (step: GraphStepForm) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}) {
  const { step, position, count, problems, isDisabled, onChange } = props;
  const title = `Step ${position + 1}`;
  const set = (change: Partial<GraphStepForm>) =>
    onChange({ ...step, ...change });
  return (
    <fieldset className={styles.step} aria-label={title}>
      <Flex justify="between" align="center">
        <Text as="h4" weight="bold">
          {title}
        </Text>
        <Flex gap="1">
          <ButtonIcon
            size="small"
            variant="tertiary"
            icon={<RiArrowUpLine />}
            aria-label={`Move step ${position + 1} up`}
            isDisabled={isDisabled || position === 0}
            onPress={() => props.onMove(-1)}
          />
          <ButtonIcon
            size="small"
            variant="tertiary"
            icon={<RiArrowDownLine />}
            aria-label={`Move step ${position + 1} down`}
            isDisabled={isDisabled || position === count - 1}
            onPress={() => props.onMove(1)}
          />
          <ButtonIcon
            size="small"
            variant="tertiary"
            icon={<RiDeleteBinLine />}
            aria-label={`Remove step ${position + 1}`}
            isDisabled={isDisabled || count === 1}
            onPress={props.onRemove}
          />
        </Flex>
      </Flex>
      <Target {...props} set={set} />
      <TextField
        label="Name of the step"
        secondaryLabel="Optional"
        description={
          props.routerType === 'Ensemble'
            ? 'Its key in the answer; its number if empty'
            : 'Shown in the picture and in metrics'
        }
        isDisabled={isDisabled}
        isInvalid={problems.name !== undefined}
        value={step.name ?? ''}
        onChange={name => set({ name: name || undefined })}
      />
      {problems.name && <Text color="danger">{problems.name}</Text>}
      <HowItRuns {...props} set={set} />
    </fieldset>
  );
}

// Nowhere the browser's own messages: the form says what is missing itself, for all steps at once.

type PartProps = Parameters<typeof GraphStepInput>[0] & {
  set: (change: Partial<GraphStepForm>) => void;
};

/** A service of the project, or an address. */
function Target({ step, services, problems, isDisabled, set }: PartProps) {
  if (step.url !== undefined) {
    return (
      <Flex direction="column" gap="1" align="start">
        <TextField
          label="Address"
          validationBehavior="aria"
          description="Called with POST; its host has to be allowed"
          isRequired
          isDisabled={isDisabled}
          isInvalid={Boolean(step.url) && problems.url !== undefined}
          style={{ width: '100%' }}
          value={step.url}
          onChange={url => set({ url })}
        />
        <Button
          size="small"
          variant="tertiary"
          isDisabled={isDisabled}
          onPress={() => set({ url: undefined })}
        >
          Call a service instead
        </Button>
      </Flex>
    );
  }
  return (
    <Flex direction="column" gap="1" align="start">
      <div style={{ width: '100%' }}>
        <SelectInput
          label="Service"
          placeholder={
            services === undefined ? 'Loading services…' : 'Choose a service'
          }
          isRequired
          isDisabled={isDisabled}
          isSearchable={(services?.length ?? 0) > 10}
          value={step.service}
          options={services ?? []}
          onChange={service => set({ service })}
        />
      </div>
      <Button
        size="small"
        variant="tertiary"
        isDisabled={isDisabled}
        onPress={() => set({ url: '', service: undefined })}
      >
        Call an address instead
      </Button>
    </Flex>
  );
}

function HowItRuns(props: PartProps) {
  const { step, position, routerType, isDisabled, set } = props;
  const follows = routerType === 'Sequence' && position > 0;
  return (
    <>
      {follows && (
        <TextField
          label="Is sent"
          description="$request: what came in. $response: the answer of the step before. A path behind either takes a part of it; empty is $request"
          isDisabled={isDisabled}
          value={step.data ?? ''}
          onChange={data => set({ data: data || undefined })}
        />
      )}
      {(follows || routerType === 'Switch') && (
        <TextField
          label={routerType === 'Switch' ? 'Taken if' : 'Goes on if'}
          validationBehavior="aria"
          secondaryLabel={routerType === 'Switch' ? undefined : 'Optional'}
          description={
            routerType === 'Switch'
              ? CONDITION_HELP
              : `Tested on the answer of the step before. ${CONDITION_HELP}`
          }
          isRequired={routerType === 'Switch'}
          isDisabled={isDisabled}
          value={step.condition ?? ''}
          onChange={condition => set({ condition: condition || undefined })}
        />
      )}
      {routerType === 'Splitter' && (
        <NumberField
          label="Share in percent"
          validationBehavior="aria"
          isRequired
          isDisabled={isDisabled}
          minValue={0}
          maxValue={100}
          value={step.weight ?? Number.NaN}
          onChange={weight =>
            set({ weight: Number.isNaN(weight) ? undefined : weight })
          }
        />
      )}
      {follows && (
        <Checkbox
          isDisabled={isDisabled}
          isSelected={step.mapPredictions ?? false}
          onChange={isOn => set({ mapPredictions: isOn || undefined })}
        >
          Send the predictions of its input as instances
        </Checkbox>
      )}
      {(routerType === 'Sequence' || routerType === 'Ensemble') && (
        <Checkbox
          isDisabled={isDisabled}
          isSelected={step.mustSucceed ?? false}
          onChange={isOn => set({ mustSucceed: isOn || undefined })}
        >
          Its failure is the failure of the graph
        </Checkbox>
      )}
    </>
  );
}
