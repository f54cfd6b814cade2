import { fieldChanges } from '../patch';
import { InferenceRouter, InferenceStep } from '../resources';
import { GRAPH_ROOT, toGraphNodes } from './toInferenceGraph';
import { GraphForm, GraphNodeForm, GraphStepForm } from './types';

/** The nodes of a graph as a form shows them. @public */
export interface ShownGraph {
  readonly form: Required<Pick<GraphForm, 'routerType' | 'steps' | 'nodes'>>;
  /** Path of a field that the form cannot show, and would lose; absent if there is none. */
  readonly unshown?: string;
}

/** Fills a form with the nodes of a graph, and says what would be lost on the way back. @public */
export function fromGraphNodes(
  nodes: Readonly<Record<string, InferenceRouter>>,
): ShownGraph {
  const { [GRAPH_ROOT]: root, ...others } = nodes;
  const form = {
    routerType: root?.routerType ?? 'Sequence',
    steps: (root?.steps ?? []).map(stepForm),
    nodes: Object.entries(others).map(
      ([name, { routerType, steps = [] }]): GraphNodeForm => ({
        name,
        routerType,
        steps: steps.map(stepForm),
      }),
    ),
  };
  const [lost] = fieldChanges(
    { spec: { nodes: withoutDefaults(nodes) } },
    { spec: { nodes: toGraphNodes(form) } },
  );
  return { form, ...(lost && { unshown: lost.path }) };
}

function stepForm(step: InferenceStep): GraphStepForm {
  const { name, nodeName, serviceName, serviceUrl, condition } = step;
  const { data, weight, dependency, mapPredictionsToInstances } = step;
  return {
    ...(name && { name }),
    ...(serviceName && { service: serviceName }),
    ...(serviceUrl && { url: serviceUrl }),
    ...(nodeName && { node: nodeName }),
    ...(condition && { condition }),
    ...(weight !== undefined && { weight }),
    ...(data && { data }),
    ...(dependency === 'Hard' && { mustSucceed: true }),
    ...(mapPredictionsToInstances && { mapPredictions: true }),
  };
}

/** Said or not, it is the same. */
function withoutDefaults(
  nodes: Readonly<Record<string, InferenceRouter>>,
): object {
  return Object.fromEntries(
    Object.entries(nodes).map(([name, { steps = [], ...node }]) => [
      name,
      {
        ...node,
        steps: steps.map(step =>
          Object.fromEntries(
            Object.entries(step).filter(
              ([key, value]) =>
                value !== '' &&
                value !== false &&
                !(key === 'dependency' && value === 'Soft'),
            ),
          ),
        ),
      },
    ]),
  );
}
