import { annotations as keys } from '../constants';
import {
  InferenceGraph,
  InferenceRouter,
  InferenceStep,
  RouterType,
  servingKinds,
} from '../resources';
import { GraphForm, GraphStepForm } from './types';

/** The node where a request enters a graph. @public */
export const GRAPH_ROOT = 'root';

/**
 * The InferenceGraph that a filled-in form means. What the chosen way of running has no use for is left out, so that
 * somebody who changes the way leaves nothing behind that surprises.
 * @public
 */
export function toInferenceGraph(form: GraphForm): InferenceGraph {
  return {
    apiVersion: servingKinds.InferenceGraph.apiVersions[0],
    kind: 'InferenceGraph',
    metadata: {
      name: form.name,
      namespace: form.namespace,
      annotations: withoutEmpty({
        [keys.displayName]: form.title,
        [keys.description]: form.description,
        [keys.owner]: form.owner,
        [keys.lifecycle]: form.lifecycle,
        [keys.system]: form.system,
      }),
    },
    spec: { nodes: toGraphNodes(form) },
  };
}

/** The nodes that a filled-in form means, `root` first. @public */
export function toGraphNodes(
  form: Pick<GraphForm, 'routerType' | 'steps' | 'nodes'>,
): Record<string, InferenceRouter> {
  const { routerType, steps, nodes = [] } = form;
  return Object.fromEntries(
    [{ name: GRAPH_ROOT, routerType, steps }, ...nodes].map(node => [
      node.name,
      {
        routerType: node.routerType,
        steps: node.steps.map((step, i) =>
          stepOf(step, node.routerType, i === 0),
        ),
      },
    ]),
  );
}

function stepOf(
  form: GraphStepForm,
  routerType: RouterType,
  isFirst: boolean,
): InferenceStep {
  const { name, service, url, node, condition, weight, data } = form;
  const isSequence = routerType === 'Sequence';
  const follows = isSequence && !isFirst;
  return {
    ...(name && { name }),
    ...(service && { serviceName: service }),
    ...(url && { serviceUrl: url }),
    ...(node && { nodeName: node }),
    ...(condition && (follows || routerType === 'Switch') && { condition }),
    ...(routerType === 'Splitter' && weight !== undefined && { weight }),
    ...(data && follows && { data }),
    ...(form.mapPredictions && follows && { mapPredictionsToInstances: true }),
    ...(form.mustSucceed &&
      (isSequence || routerType === 'Ensemble') && { dependency: 'Hard' }),
  };
}

function withoutEmpty(
  values: Record<string, string | undefined>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] =>
      Boolean(entry[1]),
    ),
  );
}
