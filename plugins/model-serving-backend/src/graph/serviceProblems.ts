import {
  graphServicesOf,
  type FieldMessage,
  type GraphState,
  type InferenceGraph,
  type Protocol,
} from '@greenroom/backstage-plugin-model-serving-common';
import { graphState } from './graphState';

/** What is known of a service that a graph names. */
export interface ServiceFacts {
  readonly state: GraphState;
  /** Absent: not known yet. */
  readonly protocol?: Protocol;
  readonly modelName: string;
}

/** A graph that names what is not there, or cannot be called, is not run at all: half of it would be a surprise. */
export function unusableServices(
  { spec }: InferenceGraph,
  services: (name: string) => ServiceFacts | undefined,
): FieldMessage[] {
  const problems: FieldMessage[] = [];
  for (const [node, { steps = [] }] of Object.entries(spec.nodes)) {
    for (const [i, { serviceName }] of steps.entries()) {
      if (!serviceName) continue;
      const known = services(serviceName);
      const path = `spec.nodes.${node}.steps[${i}].serviceName`;
      if (!known)
        problems.push({
          path,
          message: `there is no service "${serviceName}" in the project`,
        });
      else if (known.protocol?.startsWith('grpc'))
        problems.push({
          path,
          message:
            'the runtime does not support a protocol compatible with Inference Graphs',
        });
    }
  }
  return problems;
}

/** By name of a service, why the graph cannot use it now. */
export function problemsOfServices(
  object: InferenceGraph,
  services: (name: string) => ServiceFacts | undefined,
): ReadonlyMap<string, string> {
  const problems = new Map<string, string>();
  for (const name of graphServicesOf(object)) {
    const problem = serviceProblem(name, services(name));
    if (problem) problems.set(name, problem);
  }
  return problems;
}

/**
 * The state of a graph as far as its services make it.
 * @param ready - the headline where all of them answer
 */
export function servicesState(
  problems: ReadonlyMap<string, string>,
  services: (name: string) => ServiceFacts | undefined,
  ready: string,
): GraphState {
  if (problems.size === 0) return graphState('ready', ready);
  const [first] = problems.values();
  const more = problems.size - 1;
  const isStarting = [...problems.keys()].every(name =>
    ['starting', 'queued', 'unknown'].includes(services(name)!.state.code),
  );
  return graphState(
    isStarting ? 'starting' : 'failed',
    `${first}${more > 0 ? ` (and ${more} more)` : ''}`,
  );
}

function serviceProblem(
  name: string,
  facts: ServiceFacts | undefined,
): string | undefined {
  if (!facts) return `there is no service "${name}" in the project`;
  // Idle is no failure: the first request starts it
  const { code, headline } = facts.state;
  if (code === 'ready' || code === 'idle') return undefined;
  return `service ${name} is not ready: ${headline}`;
}
