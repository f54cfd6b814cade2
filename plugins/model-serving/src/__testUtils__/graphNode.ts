import {
  GraphNodeView,
  GraphStepTarget,
  GraphStepView,
  RouterType,
} from '@greenroom/backstage-plugin-model-serving-common';

/** A step that differs from the plainest only in what is given; its target by the word that names it. */
export type StepSketch = Partial<Omit<GraphStepView, 'target'>> &
  ({ service: string } | { node: string } | { url: string });

/** A node with such steps. */
export function graphNode(
  name: string,
  steps: readonly StepSketch[],
  routerType: RouterType = 'Sequence',
): GraphNodeView {
  return {
    name,
    routerType,
    isReached: true,
    steps: steps.map((sketch, i) => stepOf(`${name}/${i}`, sketch)),
  };
}

function stepOf(id: string, sketch: StepSketch): GraphStepView {
  const target = targetOf(sketch);
  return {
    id,
    label: sketch.name ?? Object.values(target)[1],
    dependency: 'Soft',
    mapPredictionsToInstances: false,
    ...sketch,
    target,
  };
}

function targetOf(sketch: StepSketch): GraphStepTarget {
  if ('service' in sketch) return { kind: 'service', service: sketch.service };
  if ('node' in sketch) return { kind: 'node', node: sketch.node };
  return { kind: 'url', url: sketch.url };
}
