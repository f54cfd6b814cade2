import fc from 'fast-check';
import { GraphNodeView } from '@greenroom/backstage-plugin-model-serving-common';
import { graphNode } from '../../__testUtils__/graphNode';
import {
  BOX_HEIGHT,
  BOX_WIDTH,
  COLUMN,
  GraphLayout,
  layoutOf,
  PlacedBox,
} from './layout';
import { Outline, outlineOf } from './outline';

/** Any graph: nodes lead to each other, to themselves, to nodes that do not exist, to services, or nowhere. */
const anyGraph: fc.Arbitrary<readonly GraphNodeView[]> = fc
  .array(
    fc.array(fc.constantFrom('root', 'n1', 'n2', 'n3', 'n4', 'n5', '', '?'), {
      maxLength: 5,
    }),
    { maxLength: 6 },
  )
  .map(all =>
    all.map((targets, i) =>
      graphNode(
        i === 0 ? 'root' : `n${i}`,
        targets.map(node =>
          node === '' ? { service: 'iris' } : { node: node },
        ),
      ),
    ),
  );

const drawn = (nodes: readonly GraphNodeView[]) => layoutOf(outlineOf(nodes));

/** Pairs of boxes that share a pixel. */
function overlapping({ boxes }: GraphLayout): string[] {
  return boxes.flatMap((a, i) =>
    boxes
      .slice(i + 1)
      .filter(
        b =>
          Math.abs(a.x - b.x) < BOX_WIDTH && Math.abs(a.y - b.y) < BOX_HEIGHT,
      )
      .map(b => `${a.id} and ${b.id}`),
  );
}

/** Straight parts of edges that go through a box. */
function throughBoxes({ boxes, edges }: GraphLayout): string[] {
  return edges.flatMap(({ id, run }) =>
    boxes
      .filter(
        box =>
          run.y > box.y &&
          run.y < box.y + BOX_HEIGHT &&
          run.from < box.x + BOX_WIDTH &&
          run.to > box.x,
      )
      .map(box => `${id} through ${box.id}`),
  );
}

describe('the outline of a graph', () => {
  const kindsOf = ({ edges }: Outline) =>
    edges.map(({ id, to, kind }) => `${id} ${kind} ${to}`);

  it.each`
    situation                                              | nodes                                                                       | expected
    ${'steps to services have a box each'}                 | ${[graphNode('root', [{ service: 'a' }, { service: 'a' }])]}                | ${['root/0 tree step:root/0', 'root/1 tree step:root/1']}
    ${'a node has one box, however many steps lead to it'} | ${[graphNode('root', [{ node: 'n' }, { node: 'n' }]), graphNode('n', [])]}  | ${['root/0 tree node:n', 'root/1 cross node:n']}
    ${'a step to its own node leads back'}                 | ${[graphNode('root', [{ node: 'root' }])]}                                  | ${['root/0 back node:root']}
    ${'a circle is closed by one way back'}                | ${[graphNode('root', [{ node: 'n' }]), graphNode('n', [{ node: 'root' }])]} | ${['root/0 tree node:n', 'n/0 back node:root']}
    ${'an unknown node is drawn as missing'}               | ${[graphNode('root', [{ node: 'gone' }])]}                                  | ${['root/0 tree step:root/0']}
  `('$situation', ({ nodes, expected }) => {
    expect(kindsOf(outlineOf(nodes))).toEqual(expected);
  });

  it('marks what no request reaches, below the node that leads to it', () => {
    const { boxes } = outlineOf([
      graphNode('root', [{ service: 'a' }]),
      graphNode('inner', [{ service: 'b' }]),
      graphNode('outer', [{ node: 'inner' }]),
    ]);
    expect(boxes.map(({ id, isUnreached }) => `${id} ${isUnreached}`)).toEqual([
      'node:root false',
      'step:root/0 false',
      'node:outer true',
      'node:inner true',
      'step:inner/0 true',
    ]);
  });
});

describe('the layout of a graph', () => {
  it('places steps in their order, right of their node, which stands in their middle', () => {
    const { boxes } = drawn([
      graphNode('root', [{ service: 'a' }, { service: 'b' }, { service: 'c' }]),
    ]);
    const [root, a, b, c] = boxes;
    expect(a.x).toBeGreaterThan(root.x + BOX_WIDTH);
    expect(a.y).toBeLessThan(b.y);
    expect(b.y).toBeLessThan(c.y);
    expect(root.y).toBe(b.y);
  });

  it('leads a second way to a box around what lies between', () => {
    const layout = drawn([
      graphNode('root', [{ node: 'a' }, { node: 'b' }]),
      graphNode('a', [{ node: 'b' }]),
      graphNode('b', [{ service: 's' }]),
    ]);
    const boxNamed = (name: string) =>
      layout.boxes.find(box => box.name === name)!;
    const [root, a, b] = ['root', 'a', 'b'].map(boxNamed);
    const between = (left: PlacedBox, right: PlacedBox) => right.x - left.x;
    expect(between(root, a)).toBe(COLUMN);
    expect(between(root, b)).toBe(2 * COLUMN);
    expect(throughBoxes(layout)).toEqual([]);
  });

  it('has a size for a graph without any node', () => {
    const { width, height, boxes } = drawn([]);
    expect(boxes).toEqual([]);
    expect(width).toBeGreaterThan(0);
    expect(height).toBeGreaterThan(0);
  });

  it('ends for any graph, overlaps nothing, and draws every step', () => {
    fc.assert(
      fc.property(anyGraph, nodes => {
        const layout = drawn(nodes);
        expect(overlapping(layout)).toEqual([]);
        expect(throughBoxes(layout)).toEqual([]);
        expect(layout.edges.map(({ id }) => id).sort()).toEqual(
          nodes.flatMap(({ steps }) => steps.map(({ id }) => id)).sort(),
        );
        for (const { x, y } of layout.boxes) {
          expect(x + BOX_WIDTH).toBeLessThanOrEqual(layout.width);
          expect(y + BOX_HEIGHT).toBeLessThanOrEqual(layout.height);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('places a chain of ten thousand nodes', () => {
    const count = 10_000;
    const nodes = Array.from({ length: count }, (_, i) =>
      graphNode(i === 0 ? 'root' : `n${i}`, [
        i + 1 < count ? { node: `n${i + 1}` } : { service: 'last' },
      ]),
    );
    const { boxes, edges } = drawn(nodes);
    expect(boxes).toHaveLength(count + 1);
    expect(edges).toHaveLength(count);
  });
});
