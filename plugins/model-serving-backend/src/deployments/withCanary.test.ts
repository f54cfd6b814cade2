import type { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';
import { canaryAction, withCanary } from './withCanary';

const service = (canaryTrafficPercent?: number): InferenceService => ({
  apiVersion: 'serving.kserve.io/v1beta1',
  kind: 'InferenceService',
  metadata: { name: 'iris', namespace: 'demo' },
  spec: {
    predictor: {
      minReplicas: 2,
      ...(canaryTrafficPercent === undefined ? {} : { canaryTrafficPercent }),
    },
  },
});

describe('withCanary', () => {
  it.each`
    situation                         | before       | percent | after
    ${'a share begins a canary'}      | ${undefined} | ${10}   | ${10}
    ${'another one replaces it'}      | ${10}        | ${50}   | ${50}
    ${'nothing takes all from it'}    | ${50}        | ${0}    | ${0}
    ${'everything removes the field'} | ${50}        | ${100}  | ${undefined}
  `('$situation', ({ before, percent, after }) => {
    expect(withCanary(service(before), { percent })).toEqual(service(after));
  });

  it('refuses a component that the deployment does not have', () => {
    expect(() =>
      withCanary(service(), { percent: 10, component: 'transformer' }),
    ).toThrow('the deployment has no transformer');
  });

  describe('of a canary that the spec names', () => {
    const model = { modelFormat: { name: 'onnx' }, storageUri: 's3://b/v1' };
    const entry = (name: string, trafficPercent: number) => ({
      predictor: { name, model: { ...model, storageUri: `s3://b/${name}` } },
      trafficPercent,
    });
    const named: InferenceService = {
      ...service(),
      spec: {
        predictor: { minReplicas: 2, model },
        canary: [entry('blue', 20), entry('green', 30)],
      },
    };
    const { predictor, canary = [] } = named.spec;

    it.each`
      situation                      | share                                              | spec
      ${'another share'}             | ${{ canary: 'blue', percent: 40 }}                 | ${{ predictor, canary: [entry('blue', 40), canary[1]] }}
      ${'a dark launch'}             | ${{ canary: 'green', percent: 0 }}                 | ${{ predictor, canary: [canary[0], entry('green', 0)] }}
      ${'dropped, the others stay'}  | ${{ canary: 'blue', percent: 0, isDropped: true }} | ${{ predictor, canary: [canary[1]] }}
      ${'promoted, the others stay'} | ${{ canary: 'green', percent: 100 }}               | ${{ predictor: { ...canary[1].predictor, minReplicas: 2 }, canary: [canary[0]] }}
    `('$situation', ({ share, spec }) => {
      expect(withCanary(named, share).spec).toEqual(spec);
    });

    it.each`
      share                                                     | says
      ${{ canary: 'red', percent: 20 }}                         | ${'the predictor has no canary "red"; it has blue, green'}
      ${{ canary: 'blue', percent: 2, isDropped: true }}        | ${'a canary that leaves has 0'}
      ${{ percent: 0, isDropped: true }}                        | ${'only a canary that the spec names'}
      ${{ canary: 'blue', percent: 2, component: 'explainer' }} | ${'the explainer has no canary "blue"'}
    `('refuses $share', ({ share, says }) => {
      expect(() => withCanary(named, share)).toThrow(says);
    });
  });

  it('is called by what it does', () => {
    expect([0, 20, 100].map(canaryAction)).toEqual([
      'rollback',
      'canary',
      'promote',
    ]);
  });
});
