import { useRef } from 'react';
import { Button, ButtonIcon, Flex, Text, TextField } from '@backstage/ui';
import { RiAddLine, RiDeleteBinLine } from '@remixicon/react';
import {
  FieldMessage,
  GRAPH_ROOT,
  GraphNodeForm,
  graphNodeNameProblem,
} from '@greenroom/backstage-plugin-model-serving-common';
import { InputError, InputFrame, InputProps } from '../../inputs';
import styles from './graph.module.css';
import { GraphStepsInput } from './GraphStepsInput';
import { RouterTypeInput } from './RouterTypeInput';

/** The nodes of a graph beside `root`: each with a name that steps call it by, a way of running, and steps of its own. */
export function GraphNodesInput(
  props: InputProps<readonly GraphNodeForm[]> & {
    namespace: string;
    cluster?: string;
    graphName?: string;
    /** All nodes of the graph, `root` among them. */
    all: readonly GraphNodeForm[];
    refusals?: readonly FieldMessage[];
  },
) {
  const { value = [], onChange, all, isDisabled, ...rest } = props;
  const add = useRef<HTMLButtonElement>(null);
  const replace = (position: number, node: GraphNodeForm) =>
    onChange(value.map((old, i) => (i === position ? node : old)));
  return (
    <InputFrame
      label={rest.label}
      description={
        rest.description ??
        'For steps that are themselves a sequence, a choice, an ensemble or a split. A step calls a node by its name; its answer counts as the answer of the step'
      }
      error={rest.error}
      errorId={rest.errorId}
    >
      {value.map((node, position) => (
        <NodeInput
          key={position}
          {...rest}
          node={node}
          others={value.filter((_, i) => i !== position)}
          all={all}
          isDisabled={isDisabled}
          onChange={changed => replace(position, changed)}
          onRemove={() => {
            onChange(value.filter((_, i) => i !== position));
            add.current?.focus();
          }}
        />
      ))}
      <Flex>
        <Button
          ref={add}
          variant="secondary"
          size="small"
          iconStart={<RiAddLine />}
          isDisabled={isDisabled}
          onPress={() =>
            onChange([
              ...value,
              {
                name: freeName(all.map(({ name }) => name)),
                routerType: 'Sequence',
                steps: [{}],
              },
            ])
          }
        >
          Add node
        </Button>
      </Flex>
    </InputFrame>
  );
}

function NodeInput(props: {
  node: GraphNodeForm;
  others: readonly GraphNodeForm[];
  all: readonly GraphNodeForm[];
  namespace: string;
  cluster?: string;
  graphName?: string;
  refusals?: readonly FieldMessage[];
  isDisabled?: boolean;
  onChange: (node: GraphNodeForm) => void;
  onRemove: () => void;
}) {
  const { node, others, all, isDisabled, onChange, onRemove } = props;
  const { name, routerType, steps } = node;
  const problem = graphNodeNameProblem(
    name,
    others.map(other => other.name),
  );
  const title = `Node ${name}`;
  return (
    <fieldset className={styles.step} aria-label={title}>
      <Flex justify="between" align="center">
        <Text as="h4" weight="bold" className={styles.title}>
          {title}
        </Text>
        <ButtonIcon
          size="small"
          variant="tertiary"
          icon={<RiDeleteBinLine />}
          aria-label={`Remove node ${name}`}
          isDisabled={isDisabled}
          onPress={onRemove}
        />
      </Flex>
      <TextField
        label="Name of the node"
        validationBehavior="aria"
        isRequired
        isDisabled={isDisabled}
        isInvalid={problem !== undefined}
        value={name}
        onChange={changed => onChange({ ...node, name: changed })}
      />
      <InputError error={problem} />
      <RouterTypeInput
        value={routerType}
        isDisabled={isDisabled}
        onChange={chosen => onChange({ ...node, routerType: chosen })}
      />
      <GraphStepsInput
        label={`Steps of ${name || 'the node'}`}
        namespace={props.namespace}
        cluster={props.cluster}
        graphName={props.graphName}
        refusals={props.refusals}
        routerType={routerType}
        node={name}
        nodes={all}
        isDisabled={isDisabled}
        value={steps}
        onChange={changed => onChange({ ...node, steps: changed ?? [] })}
      />
    </fieldset>
  );
}

function freeName(taken: readonly string[]): string {
  for (let i = 1; ; i++) {
    const name = `node-${i}`;
    if (!taken.includes(name) && name !== GRAPH_ROOT) return name;
  }
}
