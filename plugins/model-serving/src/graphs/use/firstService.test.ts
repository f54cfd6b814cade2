import { graphDetail } from '../../__testUtils__/graphFixtures';
import { graphNode } from '../../__testUtils__/graphNode';
import { firstService } from './firstService';

const { members } = graphDetail();

describe('the first service of a graph', () => {
  it.each`
    situation                              | nodes                                                                          | expected
    ${'is that of the first step'}         | ${[graphNode('root', [{ service: 'iris' }, { service: 'wine' }])]}             | ${'iris'}
    ${'is found through nodes'}            | ${[graphNode('root', [{ node: 'n' }]), graphNode('n', [{ service: 'wine' }])]} | ${'wine'}
    ${'is nobody behind an address'}       | ${[graphNode('root', [{ url: 'http://far.example/' }])]}                       | ${undefined}
    ${'is nobody in a circle'}             | ${[graphNode('root', [{ node: 'root' }])]}                                     | ${undefined}
    ${'is nobody where a node is missing'} | ${[graphNode('root', [{ node: 'gone' }])]}                                     | ${undefined}
    ${'is nobody without steps'}           | ${[graphNode('root', [])]}                                                     | ${undefined}
  `('$situation', ({ nodes, expected }) => {
    expect(firstService({ nodes, members })?.name).toBe(expected);
  });
});
