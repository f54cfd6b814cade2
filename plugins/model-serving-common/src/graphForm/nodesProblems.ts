import { MAX_GRAPH_DEPTH } from '../gateway/graph';
import { GRAPH_ROOT } from './toInferenceGraph';
import { GraphNodeForm } from './types';

const NODE_NAME = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;

/**
 * What is wrong with the name of a node beside the others of its form; undefined if nothing is.
 * @public
 */
export function graphNodeNameProblem(
  name: string,
  others: readonly string[],
): string | undefined {
  if (!name) return 'Give the node a name';
  if (!NODE_NAME.test(name)) {
    return 'Lower case letters, digits and -, beginning with a letter';
  }
  return name === GRAPH_ROOT || others.includes(name)
    ? `There is another node ${name}`
    : undefined;
}

/**
 * Why a step of a node cannot call another one; undefined if it can.
 *
 * @param nodes - all of the form, `root` among them
 * @public
 */
export function graphTargetProblem(
  from: string,
  target: string,
  nodes: readonly GraphNodeForm[],
): string | undefined {
  if (!target) return 'Choose the node that this step calls';
  const byName = new Map(nodes.map(node => [node.name, node]));
  if (!byName.has(target)) return `There is no node ${target}`;
  const back = wayTo(from, target, byName);
  if (back) {
    return `${[from, ...back].join(
      ' → ',
    )} is a circle: a request would never end`;
  }
  return depthBelow(target, byName) + depthAbove(from, nodes) > MAX_GRAPH_DEPTH
    ? `More than ${MAX_GRAPH_DEPTH} nodes call each other in a row here: a request would be refused`
    : undefined;
}

type ByName = ReadonlyMap<string, GraphNodeForm>;

function targetsOf(node: GraphNodeForm | undefined): readonly string[] {
  return (node?.steps ?? []).flatMap(step => step.node ?? []);
}

/** The nodes from one to another along their steps, both included. */
function wayTo(
  goal: string,
  start: string,
  byName: ByName,
): readonly string[] | undefined {
  const seen = new Set<string>();
  const open: (readonly string[])[] = [[start]];
  for (let way = open.pop(); way; way = open.pop()) {
    const last = way[way.length - 1];
    if (last === goal) return way;
    if (seen.has(last)) continue;
    seen.add(last);
    for (const next of targetsOf(byName.get(last))) open.push([...way, next]);
  }
  return undefined;
}

/** Nodes in the longest row that begins with one. Circles, which are refused by themselves, count once. */
function depthBelow(
  name: string,
  byName: ByName,
  path: readonly string[] = [],
  known = new Map<string, number>(),
): number {
  if (path.includes(name) || path.length > MAX_GRAPH_DEPTH) return 0;
  const found = known.get(name);
  if (found !== undefined) return found;
  const below = targetsOf(byName.get(name)).map(next =>
    depthBelow(next, byName, [...path, name], known),
  );
  const depth = 1 + Math.max(0, ...below);
  known.set(name, depth);
  return depth;
}

/** Nodes in the longest row that ends with one. */
function depthAbove(name: string, nodes: readonly GraphNodeForm[]): number {
  const callers = new Map(
    nodes.map(node => [
      node.name,
      {
        ...node,
        steps: nodes.flatMap(other =>
          targetsOf(other).includes(node.name) ? [{ node: other.name }] : [],
        ),
      },
    ]),
  );
  return depthBelow(name, callers);
}
