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

  it('is called by what it does', () => {
    expect([0, 20, 100].map(canaryAction)).toEqual([
      'rollback',
      'canary',
      'promote',
    ]);
  });
});
