import {
  graphServicesOf,
  annotations,
  entityRefOf,
  graphPathOf,
  hostNameIfValid,
  isStopped,
  type ClusterSettings,
  type Condition,
  type FieldMessage,
  type GraphDetail,
  type GraphEndpoint,
  type GraphMember,
  type GraphNodeView,
  type GraphState,
  type GraphStepTarget,
  type GraphStepView,
  type GraphSummary,
  type GraphTraffic,
  type InferenceGraph,
  type InferenceStep,
  type ReplicaFacts,
  type ResourceRef,
  type ServiceAccess,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { StoredResource } from '../store';
import { CompiledGraph } from './compileGraph';
import { reportedGraphEndpoints } from './reportedGraphEndpoints';

/** Hosts that only this machine reaches. */
const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** What a graph is shown from. */
export interface GraphFacts {
  readonly stored: StoredResource<'InferenceGraph'>;
  readonly compiled: CompiledGraph;
  /** Absent: its cluster is not configured any more. */
  readonly settings?: ClusterSettings;
  readonly access: ServiceAccess;
  /** Why our gateway does not run it; absent: it does. */
  readonly ungated?: string;
  /** Of the router that runs it then. */
  readonly replicas?: readonly ReplicaFacts[];
  /** Of the whole, and by id of a step. */
  readonly traffic: {
    readonly whole?: GraphTraffic;
    readonly steps: ReadonlyMap<string, GraphTraffic>;
  };
}

/** A row of the list. */
export function graphSummary({
  stored,
  compiled,
  settings,
  access,
  ungated,
  traffic,
}: GraphFacts): GraphSummary {
  const { ref, object } = stored;
  const notes = object.metadata.annotations ?? {};
  const nodes = Object.values(object.spec.nodes);
  return {
    ref,
    uid: stored.uid,
    resourceVersion: object.metadata.resourceVersion ?? '',
    generation: object.metadata.generation ?? 0,
    title: notes[annotations.displayName] || ref.name,
    description: notes[annotations.description] || undefined,
    owner: stored.owner,
    entityRef: entityRefOf({
      ...ref,
      kind: 'InferenceGraph',
      isDefaultCluster: settings?.isDefaultCluster ?? false,
    }),
    state: compiled.state,
    profile: compiled.profile,
    endpoints: settings ? endpointsOf(stored, settings, ungated) : [],
    services: graphServicesOf(object),
    nodeCount: nodes.length,
    stepCount: nodes.reduce((sum, { steps = [] }) => sum + steps.length, 0),
    isStopped: isStopped(object),
    access,
    traffic: traffic.whole,
    ...(ungated ? { ungated } : {}),
    ...(settings ? {} : { isClusterRemoved: true }),
    createdAt: stored.createdAt,
  };
}

function endpointsOf(
  { object, ref }: StoredResource<'InferenceGraph'>,
  settings: ClusterSettings,
  ungated: string | undefined,
): readonly GraphEndpoint[] {
  return ungated
    ? reportedGraphEndpoints(object, settings).endpoints
    : graphEndpoints(ref, settings);
}

/** Everything about one graph. @param states - of its services that the caller may see, by name */
export function graphDetail(
  facts: GraphFacts,
  states: ReadonlyMap<string, GraphState>,
): GraphDetail {
  const { stored, compiled, settings, traffic } = facts;
  const { object } = stored;
  const summary = graphSummary(facts);
  const conditions = facts.ungated
    ? object.status?.conditions ?? []
    : [readyCondition(compiled.state)];
  return {
    ...summary,
    nodes: nodesOf(object, compiled, traffic.steps),
    members: membersOf(facts, states, settings?.isDefaultCluster ?? false),
    problems: compiled.problems,
    warnings: [...compiled.warnings, ...unroutedNote(facts)],
    ...(compiled.findings?.length ? { findings: compiled.findings } : {}),
    ...(facts.replicas ? { replicas: facts.replicas } : {}),
    conditions,
    resource: facts.ungated
      ? object
      : servedResource(object, conditions, summary.endpoints),
  };
}

/** As KServe would tell of it. */
function servedResource(
  object: InferenceGraph,
  conditions: readonly Condition[],
  [first]: readonly GraphEndpoint[],
): InferenceGraph {
  return {
    ...object,
    status: { conditions, ...(first ? { url: first.url } : {}) },
  };
}

function unroutedNote({
  stored,
  settings,
  ungated,
}: GraphFacts): readonly FieldMessage[] {
  const { unrouted } =
    ungated && settings ? reportedGraphEndpoints(stored.object, settings) : {};
  if (!unrouted) return [];
  return [
    {
      path: '',
      message: `KServe names the address ${unrouted} and makes no route to a graph in Standard mode: it answers where whoever runs the cluster made one. Within the cluster its Service answers`,
    },
  ];
}

/** KServe's condition of a graph. */
export function readyCondition({ code, headline }: GraphState): Condition {
  const isReady = code === 'ready';
  const isUnknown = code === 'starting' || code === 'unknown';
  const otherwise = isUnknown ? 'Unknown' : 'False';
  return {
    type: 'Ready',
    status: isReady ? 'True' : otherwise,
    ...(isReady ? {} : { reason: reasonOf(code), message: headline }),
  };
}

function reasonOf(code: GraphState['code']): string {
  if (code === 'stopped') return 'Stopped';
  return code === 'starting' ? 'ServiceNotReady' : 'GraphNotReady';
}

/** Addresses of a graph: the path form, which every client resolves, then the host form. */
export function graphEndpoints(
  ref: ResourceRef,
  settings: ClusterSettings,
): GraphEndpoint[] {
  const { gatewayUrl, ingress } = settings;
  if (!gatewayUrl || !URL.canParse(gatewayUrl)) return [];
  const gateway = new URL(gatewayUrl);
  const port = gateway.port && `:${gateway.port}`;
  const urls = [`${gatewayUrl.replace(/\/+$/, '')}${graphPathOf(ref)}`];
  // Hosts are routed from outside for services only
  const host = ingress.isRouted
    ? undefined
    : hostNameIfValid({ ...ref, settings });
  if (host) urls.push(`${ingress.urlScheme}://${host}${port}`);
  return urls.map((url, i) => ({
    kind: i === 0 ? 'path' : 'host',
    url,
    inferUrl: url,
    visibility: LOOPBACK.test(new URL(url).hostname) ? 'machine' : 'external',
    preferred: i === 0,
  }));
}

/** `root` first, then in the order in which they are reached; those that are never reached last. */
function nodesOf(
  { spec }: InferenceGraph,
  { graph }: CompiledGraph,
  traffic: ReadonlyMap<string, GraphTraffic>,
): GraphNodeView[] {
  const reached: string[] = [];
  const open = ['root'];
  for (let name = open.shift(); name !== undefined; name = open.shift()) {
    if (reached.includes(name) || !Object.hasOwn(spec.nodes, name)) continue;
    reached.push(name);
    for (const { nodeName } of spec.nodes[name].steps ?? [])
      if (nodeName) open.push(nodeName);
  }
  const others = Object.keys(spec.nodes).filter(
    name => !reached.includes(name),
  );
  return [...reached, ...others].map((name): GraphNodeView => {
    const { routerType, steps = [] } = spec.nodes[name];
    return {
      name,
      routerType,
      isReached: reached.includes(name),
      steps: steps.map((step, i): GraphStepView => {
        const id = `${name}/${i}`;
        const { timeoutMs, retries } = graph?.nodes[name]?.steps[i] ?? {};
        return {
          id,
          label: step.name || labelOf(step),
          name: step.name || undefined,
          target: targetOf(step),
          data: step.data || undefined,
          condition: step.condition || undefined,
          weight: step.weight,
          dependency: step.dependency === 'Hard' ? 'Hard' : 'Soft',
          mapPredictionsToInstances: step.mapPredictionsToInstances === true,
          timeoutMs,
          retries,
          traffic: traffic.get(id),
        };
      }),
    };
  });
}

function membersOf(
  { stored, compiled }: GraphFacts,
  states: ReadonlyMap<string, GraphState>,
  isDefaultCluster: boolean,
): GraphMember[] {
  const { ref, object } = stored;
  return graphServicesOf(object).map(name => {
    const member = { ...ref, name };
    return {
      name,
      ref: member,
      entityRef: entityRefOf({
        ...member,
        kind: 'InferenceService',
        isDefaultCluster,
      }),
      state: states.get(name),
      steps: Object.entries(object.spec.nodes).flatMap(
        ([node, { steps = [] }]) =>
          steps.flatMap(({ serviceName }, i) =>
            serviceName === name ? [`${node}/${i}`] : [],
          ),
      ),
      problem: compiled.serviceProblems.get(name),
    };
  });
}

function labelOf({ nodeName, serviceName, serviceUrl }: InferenceStep): string {
  return nodeName || serviceName || serviceUrl || '';
}

function targetOf({
  nodeName,
  serviceName,
  serviceUrl = '',
}: InferenceStep): GraphStepTarget {
  if (nodeName) return { kind: 'node', node: nodeName };
  return serviceName
    ? { kind: 'service', service: serviceName }
    : { kind: 'url', url: serviceUrl };
}
