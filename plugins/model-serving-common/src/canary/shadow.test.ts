import { annotations } from '../constants';
import { InferenceService } from '../resources';
import { readShadow, shadowOf } from './shadow';

describe('readShadow', () => {
  it.each`
    annotation        | shadow
    ${undefined}      | ${undefined}
    ${' '}            | ${undefined}
    ${'forest=10'}    | ${{ canary: 'forest', percent: 10 }}
    ${' forest = 1 '} | ${{ canary: 'forest', percent: 1 }}
    ${'latest=100'}   | ${{ canary: 'latest', percent: 100 }}
  `('$annotation', ({ annotation, shadow }) => {
    expect(readShadow(annotation)).toEqual(shadow);
  });

  it.each`
    annotation      | says
    ${'forest'}     | ${'"forest" names no canary; write <canary>=<percent>, or latest=<percent>'}
    ${'=10'}        | ${'"=10" names no canary'}
    ${'forest='}    | ${'"forest=" names no canary'}
    ${'a=1=2'}      | ${'"a=1=2" names no canary'}
    ${'forest=0'}   | ${'the share of copies must be a whole number between 1 and 100, got 0'}
    ${'forest=101'} | ${'got 101'}
    ${'forest=2.5'} | ${'got 2.5'}
    ${'forest=ten'} | ${'got ten'}
  `('refuses $annotation', ({ annotation, says }) => {
    expect(() => readShadow(annotation)).toThrow(says);
  });
});

describe('shadowOf', () => {
  const service = (
    annotation: string,
    canaryTrafficPercent?: number,
  ): InferenceService => ({
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: {
      name: 'iris',
      namespace: 'demo',
      annotations: { [annotations.shadow]: annotation },
    },
    spec: {
      predictor: { canaryTrafficPercent },
      canary: [{ predictor: { name: 'forest' }, trafficPercent: 0 }],
    },
  });

  it.each`
    situation                          | annotation     | percent      | shadow
    ${'a canary of the spec'}          | ${'forest=5'}  | ${undefined} | ${{ canary: 'forest', percent: 5 }}
    ${'one that was promoted or left'} | ${'gone=5'}    | ${undefined} | ${undefined}
    ${'the canary without a name'}     | ${'latest=5'}  | ${0}         | ${{ canary: 'latest', percent: 5 }}
    ${'none without a name'}           | ${'latest=5'}  | ${undefined} | ${undefined}
    ${'what cannot be read'}           | ${'forest=no'} | ${undefined} | ${undefined}
  `('$situation', ({ annotation, percent, shadow }) => {
    expect(shadowOf(service(annotation, percent))).toEqual(shadow);
  });
});
