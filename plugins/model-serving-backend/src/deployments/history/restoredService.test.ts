import type { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';
import { restoredService } from './restoredService';

function service(spec: object = {}): InferenceService {
  return {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: { name: 'iris', namespace: 'demo', resourceVersion: '7' },
    spec: { predictor: { minReplicas: 1 }, ...spec },
  };
}

describe('restoredService', () => {
  it('is this deployment with the spec of then', () => {
    const now = service({ predictor: { minReplicas: 3 } });
    const then = service({ predictor: { timeout: 5 } });
    expect(restoredService(now, then, { keepsScale: false })).toMatchObject({
      metadata: { name: 'iris', resourceVersion: '7' },
      spec: { predictor: { timeout: 5 } },
    });
  });

  it('keeps the replica bounds of each component, if asked to', () => {
    const now = service({
      predictor: { minReplicas: 5, maxReplicas: 9, timeout: 1 },
      explainer: { minReplicas: 2 },
    });
    const then = service({
      predictor: { minReplicas: 1, timeout: 60 },
      transformer: { minReplicas: 4 },
      explainer: { maxReplicas: 3, timeout: 2 },
    });
    expect(restoredService(now, then, { keepsScale: true }).spec).toEqual({
      predictor: { minReplicas: 5, maxReplicas: 9, timeout: 60 },
      transformer: { minReplicas: 4 },
      explainer: { minReplicas: 2, timeout: 2 },
    });
  });

  it.each`
    what                           | now                        | then                       | name
    ${'the model is the same'}     | ${['s3://m/a', 'blue']}    | ${['s3://m/a', undefined]} | ${'blue'}
    ${'it had one, and now none'}  | ${['s3://m/a', undefined]} | ${['s3://m/a', 'blue']}    | ${undefined}
    ${'the model is another one'}  | ${['s3://m/b', 'blue']}    | ${['s3://m/a', undefined]} | ${undefined}
    ${'another model had another'} | ${['s3://m/b', 'green']}   | ${['s3://m/a', 'blue']}    | ${'blue'}
  `('names the predictor $name where $what', ({ now, then, name }) => {
    const [before, after] = [then, now].map(([storageUri, own]) =>
      service({
        predictor: {
          ...(own && { name: own }),
          model: { modelFormat: { name: 'onnx' }, storageUri },
        },
      }),
    );
    for (const keepsScale of [true, false]) {
      const { spec } = restoredService(after, before, { keepsScale });
      expect(spec.predictor.name).toBe(name);
    }
  });
});
