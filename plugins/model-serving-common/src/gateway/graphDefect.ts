import {
  GatewayGraph,
  GatewayGraphNode,
  GatewayGraphStep,
  GatewayGraphTarget,
  MAX_GRAPH_DEPTH,
} from './graph';
import { parseHeaderPattern } from './headerPattern';

const ROOT = 'root';

/**
 * What keeps a compiled graph from being run: the first defect in words, or undefined. A graph without one ends for every
 * request.
 * @public
 */
export function graphDefect(graph: Partial<GatewayGraph>): string | undefined {
  const { nodes, profile, timeoutMs, propagate } = graph;
  if (typeof nodes !== 'object' || nodes === null)
    return 'nodes is not an object';
  if (!nodes[ROOT]) return `there is no node '${ROOT}'`;
  if (profile !== 'kserve' && profile !== 'greenroom')
    return `profile '${String(profile)}' is unknown`;
  if (typeof timeoutMs !== 'number' || !(timeoutMs > 0))
    return 'timeoutMs is not above 0';
  for (const [name, node] of Object.entries(nodes)) {
    const defect = nodeDefect(node, nodes);
    if (defect) return `node '${name}' ${defect}`;
  }
  for (const pattern of propagate ?? []) {
    const { problem } = parseHeaderPattern(pattern);
    if (problem !== undefined) return `header pattern '${pattern}' ${problem}`;
  }
  return depthDefect(nodes, ROOT, [], new Map());
}

/**
 * Nodes inside each other below one, itself included; with what it is found in the map.
 *
 * @returns the defect of a loop or of too many levels
 */
function depthDefect(
  nodes: GatewayGraph['nodes'],
  name: string,
  path: readonly string[],
  depths: Map<string, number>,
): string | undefined {
  if (path.includes(name))
    return `the nodes ${[...path.slice(path.indexOf(name)), name].join(
      ' → ',
    )} call each other in a circle`;
  if (path.length >= MAX_GRAPH_DEPTH)
    return `its nodes nest deeper than ${MAX_GRAPH_DEPTH}`;
  let depth = 1;
  if (depths.has(name)) {
    depth = depths.get(name)!;
  } else {
    for (const { target } of nodes[name].steps) {
      if (target.kind !== 'node') continue;
      const defect = depthDefect(nodes, target.node, [...path, name], depths);
      if (defect) return defect;
      depth = Math.max(depth, 1 + depths.get(target.node)!);
    }
    depths.set(name, depth);
  }
  return path.length + depth > MAX_GRAPH_DEPTH
    ? `its nodes nest deeper than ${MAX_GRAPH_DEPTH}`
    : undefined;
}

function nodeDefect(
  node: GatewayGraphNode,
  nodes: GatewayGraph['nodes'],
): string | undefined {
  if (!Array.isArray(node?.steps) || node.steps.length === 0)
    return 'has no steps';
  for (const step of node.steps as readonly GatewayGraphStep[]) {
    if (typeof step?.key !== 'string') return 'has a step without a key';
    const defect = targetDefect(step.target, nodes);
    if (defect) return `has a step that ${defect}`;
    if (node.type === 'Splitter' && !isWeight(step.weight))
      return 'has a weight that is not an integer ≥ 0';
  }
  if (node.type !== 'Splitter') return undefined;
  return node.steps.every(({ weight }) => weight === 0)
    ? 'has only weights of 0'
    : undefined;
}

function targetDefect(
  target: GatewayGraphTarget | undefined,
  nodes: GatewayGraph['nodes'],
): string | undefined {
  switch (target?.kind) {
    case 'node':
      return nodes[target.node]
        ? undefined
        : `names the unknown node '${target.node}'`;
    case 'url':
      return /^https?:\/\//i.test(target.url) && URL.canParse(target.url)
        ? undefined
        : `goes to '${target.url}', which is no http or https URL`;
    case 'service':
      return undefined;
    default:
      return 'goes nowhere';
  }
}

function isWeight(weight: number | undefined): boolean {
  return weight !== undefined && Number.isInteger(weight) && weight >= 0;
}
