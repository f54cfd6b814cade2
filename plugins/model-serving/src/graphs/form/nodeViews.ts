import {
  GraphNodeForm,
  GraphNodeView,
  GraphStepForm,
  GraphStepTarget,
} from '@greenroom/backstage-plugin-model-serving-common';

/** Nodes that are not stored yet, as the picture shows those that are. */
export function nodeViews(
  nodes: readonly GraphNodeForm[],
): readonly GraphNodeView[] {
  return nodes.map(({ name, routerType, steps }) => ({
    name,
    routerType,
    isReached: true,
    steps: steps.map((step, i) => ({
      id: `${name}/${i}`,
      label: step.name ?? '',
      ...(step.name && { name: step.name }),
      target: targetOf(step),
      ...(step.data && { data: step.data }),
      ...(step.condition && { condition: step.condition }),
      ...(step.weight !== undefined && { weight: step.weight }),
      dependency: step.mustSucceed ? 'Hard' : 'Soft',
      mapPredictionsToInstances: step.mapPredictions ?? false,
    })),
  }));
}

function targetOf({ service, url, node }: GraphStepForm): GraphStepTarget {
  if (node !== undefined) return { kind: 'node', node: node || '?' };
  if (url !== undefined) return { kind: 'url', url: url || '?' };
  return { kind: 'service', service: service ?? '?' };
}
