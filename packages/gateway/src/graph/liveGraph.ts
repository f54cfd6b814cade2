import {
  GatewayGraph,
  GatewayGraphNode,
  GatewayGraphStep,
  graphStepKey,
  parseGraphCondition,
  parseHeaderPattern,
  parseStepData,
} from '@greenroom/backstage-plugin-model-serving-common';
import { SmoothSplit } from '../routing';
import { TrafficRecord } from '../traffic';
import { LiveGraph, LiveNode, LiveStep, LiveTarget } from './types';

/** Of a condition that cannot be read: KServe finds nothing by it. */
const never = {
  kind: 'path',
  find: () => undefined,
  isAlwaysFound: false,
} as const;

/** What a graph is made live with. */
export interface LiveGraphOptions {
  readonly routeId: string;
  /** Where a Splitter stood before this snapshot. */
  readonly before: LiveGraph | undefined;
  /** Part of a split's cycle at which this worker starts, [0, 1). */
  readonly splitOffset: number;
  /** The counters of a step, by its key. */
  readonly traffic: (key: string) => TrafficRecord;
}

/** Compiles a graph that has no defect (`graphDefect`). */
export function liveGraph(
  graph: GatewayGraph,
  options: LiveGraphOptions,
): LiveGraph {
  const nodes = new Map<string, LiveNode>();
  const nodeOf = (name: string): LiveNode => {
    const known = nodes.get(name);
    if (known) return known;
    const described = graph.nodes[name];
    const node: LiveNode = {
      name,
      type: described.type,
      merge: described.merge,
      steps: described.steps.map((step, i) =>
        liveStep(step, {
          id: `${name}/${i}`,
          traffic: options.traffic(graphStepKey(options.routeId, name, i)),
          nodeOf,
        }),
      ),
      split: splitOf(name, described, options),
    };
    nodes.set(name, node);
    return node;
  };
  const root = nodeOf('root');
  return {
    profile: graph.profile,
    name: graph.name,
    root,
    propagate: (graph.propagate ?? []).flatMap(
      text => parseHeaderPattern(text).pattern ?? [],
    ),
    readsHeaders: [...nodes.values()].some(({ steps }) =>
      steps.some(({ condition }) => condition?.kind === 'cel'),
    ),
    timeoutMs: graph.timeoutMs,
    stepTimeoutMs: graph.stepTimeoutMs,
  };
}

/** Ids of the routes that the steps of a graph call. */
export function routesIn({ nodes }: GatewayGraph): readonly string[] {
  return Object.values(nodes).flatMap(({ steps }) =>
    steps.flatMap(({ target }) =>
      target.kind === 'service' ? [target.route] : [],
    ),
  );
}

function liveStep(
  step: GatewayGraphStep,
  options: {
    readonly id: string;
    readonly traffic: TrafficRecord;
    readonly nodeOf: (name: string) => LiveNode;
  },
): LiveStep {
  const { id, traffic, nodeOf } = options;
  return {
    id,
    key: step.key,
    keyInJson: Buffer.from(`${JSON.stringify(step.key)}:`),
    target: targetOf(step, nodeOf),
    data: parseStepData(step.data ?? '').data ?? { source: 'request' },
    condition:
      step.condition === undefined
        ? undefined
        : parseGraphCondition(step.condition).condition ?? never,
    isHard: step.isHard === true,
    mapsPredictions: step.mapsPredictions === true,
    timeoutMs: step.timeoutMs,
    retries: step.retries ?? 0,
    traffic,
  };
}

function targetOf(
  { target }: GatewayGraphStep,
  nodeOf: (name: string) => LiveNode,
): LiveTarget {
  switch (target.kind) {
    case 'node':
      return { kind: 'node', node: nodeOf(target.node) };
    case 'url':
      return {
        kind: 'url',
        url: new URL(target.url),
        isOwn: target.isOwn === true,
      };
    default:
      return target;
  }
}

function splitOf(
  name: string,
  { type, steps }: GatewayGraphNode,
  { before, splitOffset }: LiveGraphOptions,
): SmoothSplit | undefined {
  if (type !== 'Splitter') return undefined;
  const shares = steps.map(({ weight = 0 }, i) => ({
    key: `${name}/${i}`,
    weight,
  }));
  return (
    splitBefore(before?.root, name)?.withShares(shares) ??
    SmoothSplit.create(shares, splitOffset)
  );
}

function splitBefore(
  node: LiveNode | undefined,
  name: string,
): SmoothSplit | undefined {
  if (!node) return undefined;
  if (node.name === name) return node.split;
  for (const { target } of node.steps) {
    if (target.kind !== 'node') continue;
    const found = splitBefore(target.node, name);
    if (found) return found;
  }
  return undefined;
}
