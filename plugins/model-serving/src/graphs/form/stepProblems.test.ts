import { GraphNodeForm } from '@greenroom/backstage-plugin-model-serving-common';
import {
  atLeastOne,
  refusalsAt,
  refusalWords,
  stepProblems,
  stepsProblem,
} from './stepProblems';

const iris = { service: 'iris' };
/** A node that leads back. */
const a: GraphNodeForm = {
  name: 'a',
  routerType: 'Sequence',
  steps: [{ node: 'root' }],
};

describe('the steps of a form', () => {
  it.each`
    situation                             | routerType    | step                                | problem
    ${'call a service'}                   | ${'Sequence'} | ${iris}                             | ${{}}
    ${'call an address'}                  | ${'Sequence'} | ${{ url: 'https://far.example/x' }} | ${{}}
    ${'call nothing'}                     | ${'Sequence'} | ${{}}                               | ${{ service: 'Choose what this step calls' }}
    ${'call half an address'}             | ${'Sequence'} | ${{ url: 'far.example' }}           | ${{ url: 'Write a whole address, with http:// or https://' }}
    ${'call no node'}                     | ${'Sequence'} | ${{ node: '' }}                     | ${{ node: 'Choose the node that this step calls' }}
    ${'call a node that there is not'}    | ${'Sequence'} | ${{ node: 'b' }}                    | ${{ node: 'There is no node b' }}
    ${'call a node that leads back'}      | ${'Sequence'} | ${{ node: 'a' }}                    | ${{ node: 'root → a → root is a circle: a request would never end' }}
    ${'need a condition in a Switch'}     | ${'Switch'}   | ${{ ...iris, condition: ' ' }}      | ${{ condition: 'Say when this step is taken' }}
    ${'need a share in a Splitter'}       | ${'Splitter'} | ${iris}                             | ${{ weight: 'Say how many percent it gets' }}
    ${'have a share that is not below 0'} | ${'Splitter'} | ${{ ...iris, weight: -1 }}          | ${{ weight: 'Say how many percent it gets' }}
  `('$situation', ({ routerType, step, problem }) => {
    const root = { name: 'root', routerType, steps: [step] };
    expect(stepProblems(root, [root, a])).toEqual([problem]);
  });

  it('do not share a name', () => {
    const named = { ...iris, name: 'a' };
    const root: GraphNodeForm = {
      name: 'root',
      routerType: 'Ensemble',
      steps: [named, iris, iris, named],
    };
    expect(stepProblems(root, [root])).toEqual([
      {},
      {},
      {},
      { name: 'There is another step a' },
    ]);
  });

  it.each`
    routerType    | weights     | problem
    ${'Splitter'} | ${[80, 20]} | ${undefined}
    ${'Splitter'} | ${[80, 10]} | ${'The shares sum up to 90 %; they have to make 100 %'}
    ${'Sequence'} | ${[80, 10]} | ${undefined}
  `('$routerType of $weights: $problem', ({ routerType, weights, problem }) => {
    const steps = weights.map((weight: number) => ({ ...iris, weight }));
    expect(stepsProblem(routerType, steps)).toBe(problem);
  });

  it.each([[undefined], [[]]])('are one to begin with: %p', given => {
    expect(atLeastOne(given)).toEqual([{}]);
  });
});

describe('what the backend refuses', () => {
  const path = 'spec.nodes.kinds.steps[1].nodeName';
  const refusal = { path, message: 'there is no node "x"' };

  it('is said at its field, and at no other', () => {
    expect(refusalsAt('kinds', 1, [refusal])).toEqual({
      node: 'there is no node "x"',
    });
    expect(refusalsAt('kinds', 0, [refusal])).toEqual({});
    expect(refusalsAt('root', 1, [refusal])).toEqual({});
    expect(
      refusalsAt('kinds', 1, [{ path: 'spec.nodes', message: 'x' }]),
    ).toEqual({});
  });

  it.each([
    [path, 'Step 2 of kinds: nodeName: m'],
    ['spec.nodes.root.steps[0]', 'Step 1: m'],
    ['spec.nodes', 'spec.nodes: m'],
    ['', 'm'],
  ])('of %p is in words: %s', (at, words) => {
    expect(refusalWords({ path: at, message: 'm' })).toBe(words);
  });
});
