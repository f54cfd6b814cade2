import type { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';
import { newCanaryField, unusedPercent, withNewCanary } from './withNewCanary';

function service(
  predictor: InferenceService['spec']['predictor'],
  canary?: InferenceService['spec']['canary'],
): InferenceService {
  return {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: { name: 'iris', namespace: 'demo' },
    spec: { predictor, ...(canary ? { canary } : {}) },
  };
}

const modelFormat = { name: 'onnx' };
const asked = { name: 'deep', percent: 10, location: 'models/deep' };
const blue = { predictor: { name: 'blue' }, trafficPercent: 30 };

describe('withNewCanary', () => {
  it('takes the model from behind the same connection', () => {
    const stable = service({
      model: { modelFormat, storage: { key: 'sample', path: 'models/iris' } },
    });
    expect(withNewCanary(stable, asked)).toEqual([
      {
        predictor: {
          name: 'deep',
          model: { modelFormat, storage: { path: 'models/deep' } },
        },
        trafficPercent: 10,
      },
    ]);
  });

  it('takes a URI where the stable one has one, beside the canaries that there are', () => {
    const stable = service(
      { model: { modelFormat, storageUri: 's3://models/iris' } },
      [blue],
    );
    const location = 's3://models/deep';
    expect(withNewCanary(stable, { ...asked, location })).toEqual([
      blue,
      {
        predictor: {
          name: 'deep',
          model: { modelFormat, storageUri: location },
        },
        trafficPercent: 10,
      },
    ]);
  });
});

describe('unusedPercent', () => {
  it.each([
    [undefined, 100],
    [[blue], 70],
    [[blue, { ...blue, trafficPercent: 70 }], 0],
  ])('of %j is %d', (canary, expected) => {
    expect(unusedPercent(service({}, canary))).toBe(expected);
  });
});

describe('newCanaryField', () => {
  it.each([
    ['spec.canary', 'percent'],
    ['spec.canary[1].trafficPercent', 'percent'],
    ['spec.canary[1].predictor.name', 'name'],
    ['spec.canary[1].predictor.model.storageUri', 'location'],
    ['spec.canary[0].predictor.name', undefined],
    ['spec.predictor', undefined],
    [undefined, undefined],
  ])('of a message about %s is %s', (path, expected) => {
    expect(newCanaryField({ path: path as string }, 1)).toBe(expected);
  });
});
