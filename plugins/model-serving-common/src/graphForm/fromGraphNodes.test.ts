import { InferenceRouter } from '../resources';
import { fromGraphNodes } from './fromGraphNodes';
import { toGraphNodes } from './toInferenceGraph';

/** All four ways of running, one in another. */
const nested: Record<string, InferenceRouter> = {
  root: {
    routerType: 'Sequence',
    steps: [
      { serviceName: 'first', dependency: 'Hard' },
      {
        nodeName: 'kinds',
        data: '$response',
        condition: 'predictions.#(==1)',
        mapPredictionsToInstances: true,
      },
    ],
  },
  kinds: {
    routerType: 'Switch',
    steps: [
      { name: 'a', nodeName: 'all', condition: '[@this].#(kind=="a")' },
      { serviceUrl: 'http://far.example', condition: '@this' },
    ],
  },
  all: {
    routerType: 'Ensemble',
    steps: [{ nodeName: 'shares' }, { serviceName: 'iris' }],
  },
  shares: {
    routerType: 'Splitter',
    steps: [
      { serviceName: 'a', weight: 100 },
      { serviceName: 'b', weight: 0 },
    ],
  },
};

describe('the form of a graph', () => {
  it('shows the four ways of running, one in another, and gives them back', () => {
    const { form, unshown } = fromGraphNodes(nested);
    expect(unshown).toBeUndefined();
    expect(form).toMatchObject({
      routerType: 'Sequence',
      steps: [{ service: 'first', mustSucceed: true }, { node: 'kinds' }],
      nodes: [{ name: 'kinds' }, { name: 'all' }, { name: 'shares' }],
    });
    expect(toGraphNodes(form)).toEqual(nested);
  });

  it('minds nothing that is said or not without a difference', () => {
    const { unshown } = fromGraphNodes({
      root: {
        routerType: 'Sequence',
        steps: [
          {
            serviceName: 'iris',
            dependency: 'Soft',
            data: '',
            mapPredictionsToInstances: false,
          },
        ],
      },
    });
    expect(unshown).toBeUndefined();
  });

  it.each<[string, InferenceRouter]>([
    ['a condition of the first step', { routerType: 'Sequence', steps: [{ serviceName: 'a', condition: 'x' }] }], // prettier-ignore
    ['a weight where it means nothing', { routerType: 'Switch', steps: [{ serviceName: 'a', condition: 'x', weight: 1 }] }], // prettier-ignore
    ['a field of KServe that it does not know', { routerType: 'Ensemble', steps: [{ serviceName: 'a', somethingElse: 1 } as object] }], // prettier-ignore
  ])('names what it would lose: %s', (_what, root) => {
    expect(fromGraphNodes({ root }).unshown).toBe('spec.nodes.root.steps');
  });
});
