import { RouterType } from '../resources';
import { toInferenceGraph } from './toInferenceGraph';
import { GraphStepForm } from './types';

/** A step with everything in it, whatever the way of running. */
const everything: GraphStepForm = {
  name: 'one',
  service: 'iris',
  condition: 'kind',
  weight: 30,
  data: '$response',
  mustSucceed: true,
  mapPredictions: true,
};
const graphOf = (routerType: RouterType, steps: readonly GraphStepForm[]) =>
  toInferenceGraph({
    name: 'flow',
    namespace: 'demo',
    title: 'Flow',
    owner: '',
    routerType,
    steps,
  });

describe('the graph that a form means', () => {
  it.each`
    routerType    | second
    ${'Sequence'} | ${{ condition: 'kind', data: '$response', mapPredictionsToInstances: true, dependency: 'Hard' }}
    ${'Switch'}   | ${{ condition: 'kind' }}
    ${'Ensemble'} | ${{ dependency: 'Hard' }}
    ${'Splitter'} | ${{ weight: 30 }}
  `(
    'of a $routerType keeps only what it has a use for',
    ({ routerType, second }) => {
      const { root } = graphOf(routerType, [everything, everything]).spec.nodes;
      expect(root.routerType).toBe(routerType);
      expect(root.steps?.[1]).toEqual({
        name: 'one',
        serviceName: 'iris',
        ...second,
      });
    },
  );

  it('has nothing before the first step of a Sequence to go by', () => {
    const { root } = graphOf('Sequence', [everything]).spec.nodes;
    expect(root.steps).toEqual([
      { name: 'one', serviceName: 'iris', dependency: 'Hard' },
    ]);
  });

  it('is addressed, and says for people what it is', () => {
    expect(graphOf('Splitter', [{ url: 'http://far.example' }])).toMatchObject({
      apiVersion: 'serving.kserve.io/v1alpha1',
      kind: 'InferenceGraph',
      metadata: {
        name: 'flow',
        namespace: 'demo',
        annotations: { 'openshift.io/display-name': 'Flow' },
      },
      spec: {
        nodes: { root: { steps: [{ serviceUrl: 'http://far.example' }] } },
      },
    });
  });
});
