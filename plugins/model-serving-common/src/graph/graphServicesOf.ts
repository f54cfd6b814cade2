import { InferenceGraph } from '../resources';

/** Names of the services that a graph calls, each once, in the order of its nodes. @public */
export function graphServicesOf({ spec }: InferenceGraph): readonly string[] {
  const names = new Set<string>();
  for (const { steps = [] } of Object.values(spec.nodes)) {
    for (const { serviceName } of steps)
      if (serviceName) names.add(serviceName);
  }
  return [...names];
}
