import { InferenceGraph, InferenceRouter } from '../resources';
import { Profile } from '../settings';
import { validateInferenceGraph } from './validateInferenceGraph';

type Nodes = Record<string, InferenceRouter>;

function check(
  nodes: Nodes,
  given: { name?: string; profile?: Profile } = {},
): { errors: string[]; warnings: string[] } {
  const graph: InferenceGraph = {
    apiVersion: 'serving.kserve.io/v1alpha1',
    kind: 'InferenceGraph',
    metadata: { name: given.name ?? 'g', namespace: 'demo' },
    spec: { nodes },
  };
  const { errors, warnings } = validateInferenceGraph({
    graph,
    profile: given.profile ?? 'greenroom',
  });
  const line = (m: { path: string; message: string }) =>
    `${m.path}: ${m.message}`;
  return { errors: errors.map(line), warnings: warnings.map(line) };
}

const sequence = (...steps: InferenceRouter['steps'] & object): Nodes => ({
  root: { routerType: 'Sequence', steps },
});
const splitter = (...weights: (number | undefined)[]): Nodes => ({
  root: {
    routerType: 'Splitter',
    steps: weights.map((weight, i) => ({ serviceName: `s${i}`, weight })),
  },
});
const root = 'spec.nodes.root';

describe.each<Profile>(['kserve', 'greenroom'])('in profile %s', profile => {
  it.each<[string, Nodes, string[]]>([
    ['a sequence of services', sequence({ serviceName: 'a' }), []],
    ['a splitter of 80 and 20', splitter(80, 20), []],
    [
      'a splitter of 80 and 30',
      splitter(80, 30),
      [
        `${root}.steps: InferenceGraph[g] Node[root] splitter node: the sum of traffic weights for all routing targets should be 100`,
      ],
    ],
    [
      'a splitter with a step without weight',
      splitter(80, undefined),
      [
        `${root}.steps[1].weight: InferenceGraph[g] Node[root] Route[s1] missing the 'Weight'`,
      ],
    ],
    [
      'no root',
      { start: { routerType: 'Sequence', steps: [{ serviceName: 'a' }] } },
      [
        "spec.nodes: root node not found, InferenceGraph needs a node with name 'root' as the root node of the graph",
      ],
    ],
    [
      'two steps of one name',
      sequence(
        { name: 'x', serviceName: 'a' },
        { name: 'x', serviceName: 'b' },
      ),
      [
        `${root}.steps[1].name: Node "root" of InferenceGraph "g" contains more than one step with name "x"`,
      ],
    ],
    [
      'a step without a target',
      sequence({ name: 'x' }),
      [
        `${root}.steps[0]: Step 0 ("x") in node "root" of InferenceGraph "g" does not specify an inference target`,
      ],
    ],
    [
      'a step with two targets',
      sequence({ serviceName: 'a', serviceUrl: 'http://b' }),
      [
        `${root}.steps[0]: Step 0 ("") in node "root" of InferenceGraph "g" specifies more than one of nodeName, serviceName, serviceUrl`,
      ],
    ],
  ])('%s', (_, nodes, expected) => {
    expect(check(nodes, { profile }).errors).toEqual(expected);
  });

  it('a name starts with a letter', () => {
    expect(
      check(sequence({ serviceName: 'a' }), { name: '1a', profile }).errors,
    ).toEqual([
      expect.stringContaining(
        'The InferenceGraph "1a" is invalid: a InferenceGraph name must consist of',
      ),
    ]);
  });
});

describe('what a request would find out is refused here, and a warning in KServe', () => {
  it.each<[string, Nodes, string]>([
    [
      'a node without steps',
      { root: { routerType: 'Sequence' } },
      'has no step',
    ],
    [
      'a node that there is not',
      sequence({ nodeName: 'gone' }),
      'there is no node "gone"; there are root',
    ],
    [
      'a URL that is none',
      sequence({ serviceUrl: 'example.com' }),
      'no complete http or https URL',
    ],
    ['a negative weight', splitter(120, -20), '-20 is below 0'],
    [
      'a Switch without a condition',
      { root: { routerType: 'Switch', steps: [{ serviceName: 'a' }] } },
      'needs a condition',
    ],
    [
      'nodes in a circle',
      {
        root: { routerType: 'Sequence', steps: [{ nodeName: 'a' }] },
        a: {
          routerType: 'Sequence',
          steps: [{ nodeName: 'b' }, { serviceName: 's' }],
        },
        b: { routerType: 'Sequence', steps: [{ nodeName: 'a' }] },
      },
      'the nodes a → b → a call each other in a circle',
    ],
    ['a node that calls itself', sequence({ nodeName: 'root' }), 'root → root'],
  ])('%s', (_, nodes, message) => {
    const expected = [expect.stringContaining(message)];
    expect(check(nodes)).toEqual({ errors: expected, warnings: [] });
    expect(check(nodes, { profile: 'kserve' })).toEqual({
      errors: [],
      warnings: expected,
    });
  });
});

it('a node may be called from two sides, and a long row of nodes is no circle', () => {
  const diamond: Nodes = {
    root: {
      routerType: 'Ensemble',
      steps: [{ nodeName: 'a' }, { nodeName: 'b' }],
    },
    a: { routerType: 'Sequence', steps: [{ nodeName: 'c' }] },
    b: { routerType: 'Sequence', steps: [{ nodeName: 'c' }] },
    c: { routerType: 'Sequence', steps: [{ serviceName: 's' }] },
  };
  expect(check(diamond).errors).toEqual([]);
  const row = Object.fromEntries(
    Array.from({ length: 2000 }, (_, i) => [
      i === 0 ? 'root' : `n${i}`,
      {
        routerType: 'Sequence' as const,
        steps: [i < 1999 ? { nodeName: `n${i + 1}` } : { serviceName: 's' }],
      },
    ]),
  );
  expect(check(row).errors).toEqual([]);
});
