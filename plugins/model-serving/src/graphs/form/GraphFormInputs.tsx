import { Flex } from '@backstage/ui';
import {
  FieldMessage,
  GraphNodeForm,
  GraphStepForm,
  GraphSummary,
  RouterType,
} from '@greenroom/backstage-plugin-model-serving-common';
import { FormPicture } from './FormPicture';
import { GraphNodesInput } from './GraphNodesInput';
import { GraphStepsInput } from './GraphStepsInput';
import { RouterTypeInput } from './RouterTypeInput';

/** What a form of a graph holds: the node `root`, and the others. */
export interface GraphForm {
  readonly routerType: RouterType;
  readonly steps: readonly GraphStepForm[];
  readonly nodes: readonly GraphNodeForm[];
}

/** All nodes of a graph that exists, and their picture. */
export function GraphFormInputs(props: {
  graph: Pick<GraphSummary, 'ref' | 'title'>;
  form: GraphForm;
  /** All nodes of the form. */
  nodes: readonly GraphNodeForm[];
  refusals: readonly FieldMessage[];
  onChange: (form: GraphForm) => void;
}) {
  const { graph, form, nodes, refusals, onChange } = props;
  const { cluster, namespace, name } = graph.ref;
  const shared = { cluster, namespace, graphName: name, refusals };
  return (
    <Flex direction="column" gap="4">
      <RouterTypeInput
        value={form.routerType}
        onChange={routerType => onChange({ ...form, routerType })}
      />
      <GraphStepsInput
        {...shared}
        label="Steps"
        isRequired
        routerType={form.routerType}
        nodes={nodes}
        value={form.steps}
        onChange={steps => onChange({ ...form, steps: steps ?? [] })}
      />
      <GraphNodesInput
        {...shared}
        label="More nodes"
        all={nodes}
        value={form.nodes}
        onChange={changed => onChange({ ...form, nodes: changed ?? [] })}
      />
      <FormPicture title={graph.title} nodes={nodes} />
    </Flex>
  );
}
