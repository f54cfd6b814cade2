import { GatewayGraph, GatewayGraphNode, MAX_GRAPH_DEPTH } from './graph';
import { graphDefect } from './graphDefect';

const url = { kind: 'url', url: 'https://models.example/a' } as const;
const to = (node: string) => ({ kind: 'node', node } as const);
const sequence = (...targets: object[]) =>
  ({
    type: 'Sequence',
    steps: targets.map((target, i) => ({ key: String(i), target })),
  } as GatewayGraphNode);
const splitter = (...weights: unknown[]) =>
  ({
    type: 'Splitter',
    steps: weights.map(weight => ({ key: 'a', target: url, weight })),
  } as GatewayGraphNode);

function graph(
  nodes: GatewayGraph['nodes'],
  more: Partial<GatewayGraph> = {},
): Partial<GatewayGraph> {
  return { name: 'g', profile: 'greenroom', timeoutMs: 1, nodes, ...more };
}

/** `root`, and so many nodes below one another. */
function chain(depth: number): GatewayGraph['nodes'] {
  const name = (i: number) => (i === 0 ? 'root' : `n${i}`);
  return Object.fromEntries(
    Array.from({ length: depth }, (_, i) => [
      name(i),
      sequence(i === depth - 1 ? url : to(name(i + 1))),
    ]),
  );
}

describe('graphDefect', () => {
  it.each`
    situation                  | nodes                                                                      | defect
    ${'one step'}              | ${{ root: sequence(url) }}                                                 | ${undefined}
    ${'a node called twice'}   | ${{ root: sequence(to('n'), to('n')), n: sequence(url) }}                  | ${undefined}
    ${'as deep as may be'}     | ${chain(MAX_GRAPH_DEPTH)}                                                  | ${undefined}
    ${'deeper than may be'}    | ${chain(MAX_GRAPH_DEPTH + 1)}                                              | ${'its nodes nest deeper than 16'}
    ${'a circle'}              | ${{ root: sequence(to('n')), n: sequence(to('m')), m: sequence(to('n')) }} | ${'the nodes n → m → n call each other in a circle'}
    ${'no root'}               | ${{ n: sequence(url) }}                                                    | ${"there is no node 'root'"}
    ${'no steps'}              | ${{ root: sequence() }}                                                    | ${"node 'root' has no steps"}
    ${'an unknown node'}       | ${{ root: sequence(to('n')) }}                                             | ${"node 'root' has a step that names the unknown node 'n'"}
    ${'a URL that is none'}    | ${{ root: sequence({ kind: 'url', url: 'file:///etc' }) }}                 | ${"node 'root' has a step that goes to 'file:///etc', which is no http or https URL"}
    ${'a target that is none'} | ${{ root: sequence({ kind: 'else' }) }}                                    | ${"node 'root' has a step that goes nowhere"}
    ${'shares'}                | ${{ root: splitter(0, 100) }}                                              | ${undefined}
    ${'a share that is none'}  | ${{ root: splitter(undefined, 100) }}                                      | ${"node 'root' has a weight that is not an integer ≥ 0"}
    ${'a negative share'}      | ${{ root: splitter(-1, 101) }}                                             | ${"node 'root' has a weight that is not an integer ≥ 0"}
    ${'nothing for anybody'}   | ${{ root: splitter(0, 0) }}                                                | ${"node 'root' has only weights of 0"}
  `('$situation: $defect', ({ nodes, defect }) => {
    expect(graphDefect(graph(nodes))).toBe(defect);
  });

  it.each`
    more                       | defect
    ${{ profile: 'other' }}    | ${"profile 'other' is unknown"}
    ${{ timeoutMs: 0 }}        | ${'timeoutMs is not above 0'}
    ${{ timeoutMs: NaN }}      | ${'timeoutMs is not above 0'}
    ${{ propagate: ['X-('] }}  | ${"header pattern 'X-(' is no regular expression: missing closing ): `X-(`"}
    ${{ propagate: ['^X-a'] }} | ${undefined}
    ${{ nodes: null }}         | ${'nodes is not an object'}
  `('$more: $defect', ({ more, defect }) => {
    expect(graphDefect(graph({ root: sequence(url) }, more))).toBe(defect);
  });
});
