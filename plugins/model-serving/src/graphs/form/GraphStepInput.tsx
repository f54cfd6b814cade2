import {
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
  ResourceRef,
  RouterType,
} from '@greenroom/backstage-plugin-model-serving-common';
import { InputError, SelectOption } from '../../inputs';
import styles from './graph.module.css';
import { StepProblems, stepWords } from './stepProblems';
import { StepTarget } from './StepTarget';

const CONDITION_HELP =
  'A path that exists in the JSON, as predictions.#(==1) or [@this].#(kind=="a"); or cel: and an expression';

/** One step: what it calls, and what the way of running lets one say about it. */
export function GraphStepInput(props: {
  step: GraphStepForm;
  /** Of which it is a step. */
  node: string;
  /** From 0. */
  position: number;
  count: number;
  routerType: RouterType;
  /** Undefined while they load. */
  services: readonly SelectOption[] | undefined;
  /** The other nodes, which it can call. */
  nodes: readonly SelectOption[];
  /** The graph that is made. */
  self?: Pick<ResourceRef, 'namespace' | 'name'>;
  problems: StepProblems;
  /** What the backend said of it. */
  refused: StepProblems;
  isDisabled?: boolean;
  onChange: (step: GraphStepForm) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}) {
  const { step, position, count, isDisabled, onChange } = props;
  const problems = { ...props.problems, ...props.refused };
  const title = stepWords(props.node, position);
  const inButton = title.charAt(0).toLowerCase() + title.slice(1);
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
            aria-label={`Move ${inButton} up`}
            isDisabled={isDisabled || position === 0}
            onPress={() => props.onMove(-1)}
          />
          <ButtonIcon
            size="small"
            variant="tertiary"
            icon={<RiArrowDownLine />}
            aria-label={`Move ${inButton} down`}
            isDisabled={isDisabled || position === count - 1}
            onPress={() => props.onMove(1)}
          />
          <ButtonIcon
            size="small"
            variant="tertiary"
            icon={<RiDeleteBinLine />}
            aria-label={`Remove ${inButton}`}
            isDisabled={isDisabled || count === 1}
            onPress={props.onRemove}
          />
        </Flex>
      </Flex>
      <StepTarget
        step={step}
        services={props.services}
        nodes={props.nodes}
        self={props.self}
        problems={problems}
        isDisabled={isDisabled}
        set={set}
      />
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
      <InputError error={problems.name} />
      <HowItRuns {...props} set={set} />
    </fieldset>
  );
}

// Nowhere the browser's own messages: the form says what is missing itself, for all steps at once.

type PartProps = Parameters<typeof GraphStepInput>[0] & {
  set: (change: Partial<GraphStepForm>) => void;
};

function HowItRuns(props: PartProps) {
  const { step, position, routerType, refused, isDisabled, set } = props;
  const follows = routerType === 'Sequence' && position > 0;
  return (
    <>
      {follows && (
        <TextField
          label="Is sent"
          description="$request: what came in. $response: the answer of the step before. A path behind either takes a part of it; empty is $request"
          isDisabled={isDisabled}
          isInvalid={refused.data !== undefined}
          value={step.data ?? ''}
          onChange={data => set({ data: data || undefined })}
        />
      )}
      {follows && <InputError error={refused.data} />}
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
          isInvalid={refused.condition !== undefined}
          value={step.condition ?? ''}
          onChange={condition => set({ condition: condition || undefined })}
        />
      )}
      <InputError error={refused.condition} />
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
