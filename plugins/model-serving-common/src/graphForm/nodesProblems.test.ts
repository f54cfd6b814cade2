import { graphNodeNameProblem, graphTargetProblem } from './nodesProblems';
import { GraphNodeForm } from './types';

/** Nodes by what they call: `root>a,b`. */
function nodes(...texts: readonly string[]): readonly GraphNodeForm[] {
  return texts.map(text => {
    const [name, called = ''] = text.split('>');
    return {
      name,
      routerType: 'Sequence',
      steps: called
        .split(',')
        .filter(Boolean)
        .map(node => ({ node })),
    };
  });
}

/** `root` calls n1, which calls n2, and so on. */
function row(length: number): readonly GraphNodeForm[] {
  const names = Array.from({ length }, (_, i) => (i === 0 ? 'root' : `n${i}`));
  return nodes(...names.map((name, i) => `${name}>${names[i + 1] ?? ''}`));
}

describe('what a step calls', () => {
  it.each`
    situation                           | from      | target | graph                                      | problem
    ${'may be another node'}            | ${'root'} | ${'a'} | ${nodes('root>a', 'a')}                    | ${undefined}
    ${'may be called twice'}            | ${'b'}    | ${'a'} | ${nodes('root>a,b', 'a', 'b>a')}           | ${undefined}
    ${'is to be chosen'}                | ${'root'} | ${''}  | ${nodes('root>')}                          | ${'Choose the node that this step calls'}
    ${'must be there'}                  | ${'root'} | ${'a'} | ${nodes('root>a')}                         | ${'There is no node a'}
    ${'cannot be its own node'}         | ${'a'}    | ${'a'} | ${nodes('root>a', 'a>a')}                  | ${'a → a is a circle: a request would never end'}
    ${'cannot lead back'}               | ${'b'}    | ${'a'} | ${nodes('root>a', 'a>b', 'b>a')}           | ${'b → a → b is a circle: a request would never end'}
    ${'cannot lead back the long way'}  | ${'root'} | ${'a'} | ${nodes('root>a', 'a>b', 'b>c,root', 'c')} | ${'root → a → b → root is a circle: a request would never end'}
    ${'minds no circle somewhere else'} | ${'root'} | ${'a'} | ${nodes('root>a', 'a', 'b>c', 'c>b')}      | ${undefined}
  `('$situation', ({ from, target, graph, problem }) => {
    expect(graphTargetProblem(from, target, graph)).toBe(problem);
  });

  it('may be 16 nodes deep, and no deeper, wherever the row is looked at', () => {
    for (const [from, target] of [
      ['root', 'n1'],
      ['n8', 'n9'],
      ['n14', 'n15'],
    ]) {
      expect(graphTargetProblem(from, target, row(16))).toBeUndefined();
      expect(graphTargetProblem(from, target, row(17))).toMatch(/16 nodes/);
    }
  });
});

describe('the name of a node', () => {
  it.each`
    name      | others   | problem
    ${'a-1'}  | ${['b']} | ${undefined}
    ${''}     | ${[]}    | ${'Give the node a name'}
    ${'A b'}  | ${[]}    | ${'Lower case letters, digits and -, beginning with a letter'}
    ${'a'}    | ${['a']} | ${'There is another node a'}
    ${'root'} | ${[]}    | ${'There is another node root'}
  `('$name beside $others: $problem', ({ name, others, problem }) => {
    expect(graphNodeNameProblem(name, others)).toBe(problem);
  });
});
