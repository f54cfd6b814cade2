import type { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';
import { canaryAction, withAllowedAgain, withCanary } from './withCanary';

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
    const shares = [0, 20, 100].map(percent => ({ percent }));
    expect(
      [...shares, { percent: 20, isAllowedAgain: true }].map(canaryAction),
    ).toEqual(['rollback', 'canary', 'promote', 'allow canary']);
  });
});

describe('withAllowedAgain', () => {
  const AT = Date.UTC(2026, 10, 21, 12);
  const trip = (revision: string) => ({
    revision,
    percent: 20,
    at: '2026-11-21T11:00:00.000Z',
    because: 'it failed',
  });
  const observed = {
    rollouts: { predictor: { guard: trip('v2'), guards: [trip('v3')] } },
    revisions: [
      { name: 'v2', number: 2, createdAt: '', percent: 0 },
      { name: 'v3', number: 3, createdAt: '', percent: 0, canary: 'blue' },
    ],
  };

  it.each`
    of                   | share                 | revision
    ${'the newest one'}  | ${{}}                 | ${'v2'}
    ${'one with a name'} | ${{ canary: 'blue' }} | ${'v3'}
  `('lets $of go on, and changes nothing else', ({ share, revision }) => {
    const before = service(20);
    const after = withAllowedAgain(
      before,
      observed,
      { percent: 20, ...share },
      AT,
    );
    expect(after).toEqual({
      ...before,
      metadata: {
        ...before.metadata,
        annotations: {
          'greenroom/canary-allowed': `${revision}=2026-11-21T12:00:00.000Z`,
        },
      },
    });
  });

  it.each`
    situation                    | share                                        | problem
    ${'one that is not stopped'} | ${{ canary: 'green', percent: 20 }}          | ${'the canary green is not stopped'}
    ${'another component'}       | ${{ component: 'transformer', percent: 20 }} | ${'the canary of the transformer is not stopped'}
    ${'another share'}           | ${{ percent: 30 }}                           | ${'it was stopped at 20 % and goes on with these'}
  `('refuses $situation', ({ share, problem }) => {
    expect(() => withAllowedAgain(service(20), observed, share, AT)).toThrow(
      problem,
    );
  });
});
