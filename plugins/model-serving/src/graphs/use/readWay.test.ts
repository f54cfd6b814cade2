import { graphNode } from '../../__testUtils__/graphNode';
import { readWay } from './readWay';

const nodes = [
  graphNode('root', [{ service: 'a' }, { node: 'n' }]),
  graphNode('n', [{ service: 'b' }, { service: 'c' }], 'Switch'),
];
const way = (path: string, failed?: string) => {
  const read = readWay(
    {
      'x-greenroom-graph-path': path,
      ...(failed && { 'x-greenroom-graph-failed': failed }),
    },
    nodes,
  );
  return {
    taken: read?.taken.map(({ step }) => step.id),
    left: read?.left.map(({ step }) => step.id),
    failed: read?.failed,
  };
};

describe('the way of a request', () => {
  it.each`
    situation                               | path                   | failed     | expected
    ${'in the order in which steps ended'}  | ${'root/0,n/1,root/1'} | ${''}      | ${{ taken: ['root/0', 'n/1', 'root/1'], left: ['n/0'], failed: [] }}
    ${'with blanks between'}                | ${'root/0 , n/0'}      | ${''}      | ${{ taken: ['root/0', 'n/0'], left: ['root/1', 'n/1'], failed: [] }}
    ${'that took no step'}                  | ${''}                  | ${''}      | ${{ taken: [], left: ['root/0', 'root/1', 'n/0', 'n/1'], failed: [] }}
    ${'through a step that is gone by now'} | ${'gone/4,root/0'}     | ${''}      | ${{ taken: ['root/0'], left: ['root/1', 'n/0', 'n/1'], failed: [] }}
    ${'with steps that failed'}             | ${'root/0,root/1'}     | ${'a=502'} | ${{ taken: ['root/0', 'root/1'], left: ['n/0', 'n/1'], failed: ['a=502'] }}
  `('$situation', ({ path, failed, expected }) => {
    expect(way(path, failed)).toEqual(expected);
  });

  it('is unknown where the answer does not tell it', () => {
    expect(readWay({ 'content-type': 'application/json' }, nodes)).toBe(
      undefined,
    );
  });
});
