import {
  GraphNodeView,
  GraphStepTarget,
} from '@greenroom/backstage-plugin-model-serving-common';

/** Where a request enters a graph. */
const ROOT = 'root';

/** A box of the picture: a node, the target of a step, or a node that a step names and nobody defines. */
export interface OutlineBox {
  /** Unique in its graph. */
  readonly id: string;
  readonly kind: 'node' | 'service' | 'url' | 'missing';
  /** Node, service or URL. */
  readonly name: string;
  /** No request ever gets here. */
  readonly isUnreached: boolean;
}

/** One step of a node, which is one edge of the picture. */
export interface OutlineEdge {
  /** As of its step. */
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /**
   * `tree`: the first way to its box. `cross`: another way to a box that has one. `back`: to a node that leads here; such
   * a graph is refused, but may be stored where KServe's rules hold.
   */
  readonly kind: 'tree' | 'cross' | 'back';
}

/** The boxes and edges of a graph in the order in which they are read: depth first, steps in their order. */
export interface Outline {
  readonly boxes: readonly OutlineBox[];
  readonly edges: readonly OutlineEdge[];
}

/**
 * Takes a graph apart into boxes and edges. Each node is one box however many steps lead to it; each step to a service or
 * a URL has a box of its own, since two steps may treat the same service differently.
 *
 * Ends for any graph, circles and unknown nodes included, in time that grows with the number of steps.
 */
export function outlineOf(nodes: readonly GraphNodeView[]): Outline {
  const byName = new Map(nodes.map(node => [node.name, node]));
  const boxes: OutlineBox[] = [];
  const edges: OutlineEdge[] = [];
  const seen = new Set<string>();
  const path: { readonly node: GraphNodeView; next: number }[] = [];
  const onPath = new Set<string>();
  const open = (node: GraphNodeView, isUnreached: boolean) => {
    const { name } = node;
    seen.add(name);
    boxes.push({ id: nodeId(name), kind: 'node', name, isUnreached });
    path.push({ node, next: 0 });
    onPath.add(name);
  };
  for (const start of startsOf(nodes)) {
    if (seen.has(start.name)) continue;
    const isUnreached = start.name !== ROOT;
    open(start, isUnreached);
    // Not recursive: a long chain of nodes is no reason to run out of stack
    for (let at = path.at(-1); at; at = path.at(-1)) {
      const { name, steps } = at.node;
      const step = steps[at.next++];
      if (!step) {
        path.pop();
        onPath.delete(name);
        continue;
      }
      const { id, target } = step;
      const from = nodeId(name);
      const next = target.kind === 'node' && byName.get(target.node);
      if (next) {
        const known = onPath.has(next.name) ? 'back' : 'cross';
        const kind = seen.has(next.name) ? known : 'tree';
        edges.push({ id, from, to: nodeId(next.name), kind });
        if (kind === 'tree') open(next, isUnreached);
      } else {
        const box = `step:${id}`;
        boxes.push({ id: box, ...leafOf(target), isUnreached });
        edges.push({ id, from, to: box, kind: 'tree' });
      }
    }
  }
  return { boxes, edges };
}

/** `root`; then nodes that no step leads to, so that what they lead to hangs below them; then the rest: circles. */
function startsOf(nodes: readonly GraphNodeView[]): readonly GraphNodeView[] {
  const led = new Set(
    nodes.flatMap(({ steps }) =>
      steps.flatMap(({ target }) =>
        target.kind === 'node' ? [target.node] : [],
      ),
    ),
  );
  return [
    ...nodes.filter(({ name }) => name === ROOT),
    ...nodes.filter(({ name }) => !led.has(name)),
    ...nodes,
  ];
}

function leafOf(target: GraphStepTarget): Pick<OutlineBox, 'kind' | 'name'> {
  switch (target.kind) {
    case 'service':
      return { kind: 'service', name: target.service };
    case 'url':
      return { kind: 'url', name: target.url };
    default:
      return { kind: 'missing', name: target.node };
  }
}

function nodeId(node: string): string {
  return `node:${node}`;
}
