import { useRef } from 'react';
import { Button, Flex, Text } from '@backstage/ui';
import { RiAddLine } from '@remixicon/react';
import {
  FieldMessage,
  GRAPH_ROOT,
  GraphNodeForm,
  GraphStepForm,
  graphTargetProblem,
  RouterType,
} from '@greenroom/backstage-plugin-model-serving-common';
import { errorReason, TemplateButton } from '../../components';
import { routerWords } from '../words';
import { InputFrame, InputProps, SelectOption } from '../../inputs';
import { GraphStepInput } from './GraphStepInput';
import {
  atLeastOne,
  refusalsAt,
  stepProblems,
  stepsProblem,
} from './stepProblems';
import { useServices } from './useServices';

/** The steps of one node of a graph: what each calls, and how, as the way of running has it. */
export function GraphStepsInput(
  props: InputProps<readonly GraphStepForm[]> & {
    namespace: string;
    cluster?: string;
    /** Of the graph that is made, once it has one. */
    graphName?: string;
    routerType: RouterType;
    /** Whose steps they are; `root` if absent. */
    node?: string;
    /** All nodes of the graph; absent: there is only this one. */
    nodes?: readonly GraphNodeForm[];
    /** What the backend said of the graph. */
    refusals?: readonly FieldMessage[];
  },
) {
  const { value: given, onChange, namespace, cluster, graphName } = props;
  const { routerType, node = GRAPH_ROOT, refusals = [], ...rest } = props;
  const frame = {
    label: rest.label,
    isRequired: rest.isRequired,
    isDisabled: rest.isDisabled,
    errorId: rest.errorId,
  };
  const value = atLeastOne(given);
  const own: GraphNodeForm = { name: node, routerType, steps: value };
  const nodes = props.nodes ?? [own];
  const services = useServices(namespace, cluster);
  const add = useRef<HTMLButtonElement>(null);
  const problems = stepProblems(own, nodes);
  const targets = targetOptions(node, nodes);
  const replace = (position: number, step: GraphStepForm) =>
    onChange(value.map((old, i) => (i === position ? step : old)));
  const move = (from: number, by: number) => {
    const moved = [...value];
    const [step] = moved.splice(from, 1);
    moved.splice(from + by, 0, step);
    onChange(moved);
  };
  return (
    <InputFrame
      {...frame}
      description={
        rest.description ?? `${routerType}: ${routerWords[routerType]}`
      }
      error={
        rest.error ??
        (services.error &&
          `The services could not be loaded: ${errorReason(services.error)}`)
      }
    >
      {services.options?.length === 0 && <NoServices namespace={namespace} />}
      <ol
        aria-label={node === GRAPH_ROOT ? 'Steps' : `Steps of ${node}`}
        style={{ margin: 0, padding: 0, listStyle: 'none' }}
      >
        {value.map((step, position) => (
          <li key={position}>
            <GraphStepInput
              step={step}
              node={node}
              position={position}
              count={value.length}
              routerType={routerType}
              services={services.options}
              nodes={targets}
              self={graphName ? { namespace, name: graphName } : undefined}
              problems={problems[position]}
              refused={refusalsAt(node, position, refusals)}
              isDisabled={frame.isDisabled}
              onChange={changed => replace(position, changed)}
              onMove={by => move(position, by)}
              onRemove={() => {
                onChange(value.filter((_, i) => i !== position));
                add.current?.focus();
              }}
            />
          </li>
        ))}
      </ol>
      {routerType === 'Splitter' && (
        <Text role="status" variant="body-small" color="secondary">
          {stepsProblem(routerType, value) ?? 'The shares make 100 %.'}
        </Text>
      )}
      <Flex>
        <Button
          ref={add}
          variant="secondary"
          size="small"
          iconStart={<RiAddLine />}
          isDisabled={frame.isDisabled}
          onPress={() => onChange([...value, {}])}
        >
          {node === GRAPH_ROOT ? 'Add step' : `Add step to ${node}`}
        </Button>
      </Flex>
    </InputFrame>
  );
}

function NoServices(props: { namespace: string }) {
  return (
    <Flex direction="column" gap="2" align="start">
      <Text color="secondary">
        There is no deployment in {props.namespace} that a step could call.
        Deploy a model first, or call an address.
      </Text>
      <TemplateButton template="deploy-model">Deploy model</TemplateButton>
    </Flex>
  );
}

/** The other nodes; those that would lead back here say so and cannot be chosen. */
function targetOptions(
  node: string,
  nodes: readonly GraphNodeForm[],
): readonly SelectOption[] {
  return nodes.flatMap(({ name, routerType }) => {
    if (!name || name === node || name === GRAPH_ROOT) return [];
    const problem = graphTargetProblem(node, name, nodes);
    return {
      id: name,
      label: `${name}, ${routerType}`,
      ...(problem && { description: problem, disabled: true }),
    };
  });
}
