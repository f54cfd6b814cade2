import {
  graphDefect,
  graphRouteId,
  graphSettingsOf,
  inferPath,
  isStopped,
  validateInferenceGraph,
} from '@greenroom/backstage-plugin-model-serving-common';
import type {
  FieldMessage,
  Finding,
  GatewayGraph,
  GatewayGraphStep,
  GatewayGraphTarget,
  GraphState,
  InferenceGraph,
  InferenceStep,
  Profile,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { GraphAddresses } from './GraphAddresses';
import { failedBy, graphState } from './graphState';
import { protocolWarnings } from './protocolWarnings';
import {
  problemsOfServices,
  servicesState,
  unusableServices,
  type ServiceFacts,
} from './serviceProblems';

/** KServe's defaults of `routerTimeouts`, in seconds. */
const SERVER_WRITE_SECONDS = 60;

/** What the installation says of graphs that say nothing themselves. */
export interface GraphDefaults {
  readonly profile: Profile;
  /** Patterns of the caller's headers that go along to steps. */
  readonly propagateHeaders: readonly string[];
}

/** A graph, with what its services are. */
export interface CompiledGraph {
  /** Absent: it cannot be run. */
  readonly graph?: GatewayGraph;
  readonly profile: Profile;
  readonly state: GraphState;
  /** What keeps it from being run, with the field. */
  readonly problems: readonly FieldMessage[];
  readonly warnings: readonly FieldMessage[];
  /** By name of a service, why the graph cannot use it now. */
  readonly serviceProblems: ReadonlyMap<string, string>;
  /** What is wrong with its router, where it is none of ours. */
  readonly findings?: readonly Finding[];
}

/**
 * What a gateway runs of a graph, and its state: Ready when all that it names is. A service that is not ready keeps the
 * graph from being ready, not from being called: its other ways still lead somewhere. Source: gateway-and-graphs §4.1.
 *
 * @param options - `services`: of the graph's namespace, by name; undefined: there is none. `addresses`: of its cluster; only its
 *   state is asked where they are absent
 */
export function compileGraph(options: {
  readonly object: InferenceGraph;
  readonly defaults: GraphDefaults;
  readonly services: (name: string) => ServiceFacts | undefined;
  readonly addresses?: Pick<GraphAddresses, 'isOwn'>;
}): CompiledGraph {
  const { object, defaults, services, addresses } = options;
  const settings = graphSettingsOf(object);
  const profile = settings.profile ?? defaults.profile;
  const checked = validateInferenceGraph({
    graph: object,
    profile: 'greenroom',
  });
  const problems = [...checked.errors];
  const serviceProblems = problemsOfServices(object, services);
  if (problems.length === 0)
    problems.push(...unusableServices(object, services));
  const graph =
    problems.length === 0
      ? gatewayGraph(object, {
          settings,
          profile,
          defaults,
          services,
          addresses,
        })
      : undefined;
  const defect = graph && graphDefect(graph);
  if (defect) problems.push({ path: 'spec.nodes', message: defect });
  return {
    ...(graph && !defect ? { graph } : {}),
    profile,
    state: stateOf(object, problems, serviceProblems, services),
    problems,
    warnings: [
      ...checked.warnings,
      ...protocolWarnings(object, name => services(name)?.protocol),
    ],
    serviceProblems,
  };
}

function gatewayGraph(
  { metadata, spec }: InferenceGraph,
  options: {
    readonly settings: ReturnType<typeof graphSettingsOf>;
    readonly profile: Profile;
    readonly defaults: GraphDefaults;
    readonly services: (name: string) => ServiceFacts | undefined;
    readonly addresses: Pick<GraphAddresses, 'isOwn'> | undefined;
  },
): GatewayGraph {
  const { settings, profile, defaults, services, addresses } = options;
  const { namespace = '', name } = metadata;
  const { serverWrite = SERVER_WRITE_SECONDS, serviceClient } =
    spec.routerTimeouts ?? {};
  const seconds = Math.min(serverWrite, spec.timeout ?? Infinity);
  const targetOf = (step: InferenceStep): GatewayGraphTarget => {
    if (step.nodeName) return { kind: 'node', node: step.nodeName };
    if (!step.serviceName) {
      const { serviceUrl: url = '' } = step;
      const isOwn = addresses?.isOwn(url) ?? false;
      return { kind: 'url', url, ...(isOwn ? { isOwn } : {}) };
    }
    const { protocol = 'v1', modelName } = services(step.serviceName)!;
    return {
      kind: 'service',
      route: `${namespace}/${step.serviceName}`,
      path: inferPath(protocol, modelName),
    };
  };
  return {
    name,
    profile,
    timeoutMs: seconds * 1000,
    ...(serviceClient ? { stepTimeoutMs: serviceClient * 1000 } : {}),
    propagate: settings.headers ?? defaults.propagateHeaders,
    nodes: Object.fromEntries(
      Object.entries(spec.nodes).map(([node, { routerType, steps = [] }]) => [
        node,
        {
          type: routerType,
          ...(settings.merges.has(node)
            ? { merge: settings.merges.get(node)! }
            : {}),
          steps: steps.map((step, i): GatewayGraphStep => {
            const { timeoutMs, retries } =
              settings.steps.get(`${node}/${step.name}`) ??
              settings.steps.get(`${node}/${i}`) ??
              {};
            return {
              key: step.name || String(i),
              target: targetOf(step),
              ...(step.data ? { data: step.data } : {}),
              ...(step.condition ? { condition: step.condition } : {}),
              ...(routerType === 'Splitter'
                ? { weight: step.weight ?? 0 }
                : {}),
              ...(step.dependency === 'Hard' ? { isHard: true } : {}),
              ...(step.mapPredictionsToInstances
                ? { mapsPredictions: true }
                : {}),
              ...(timeoutMs === undefined ? {} : { timeoutMs }),
              ...(retries ? { retries } : {}),
            };
          }),
        },
      ]),
    ),
  };
}

function stateOf(
  object: InferenceGraph,
  problems: readonly FieldMessage[],
  serviceProblems: ReadonlyMap<string, string>,
  services: (name: string) => ServiceFacts | undefined,
): GraphState {
  if (isStopped(object))
    return graphState('stopped', 'Stopped by its owner: nothing answers.');
  if (problems.length > 0) return failedBy(problems);
  return servicesState(
    serviceProblems,
    services,
    'All of its services answer.',
  );
}

/** Identity of a graph's route and its counters. */
export function routeIdOf({ metadata }: InferenceGraph): string {
  return graphRouteId({
    namespace: metadata.namespace ?? '',
    name: metadata.name,
  });
}
