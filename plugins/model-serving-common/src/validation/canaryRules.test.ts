import {
  annotated,
  errorsOf,
  mode,
  rulesOf,
  spec,
  uri,
} from '../__fixtures__/validation';
import { InferenceService } from '../resources';

const MODEL = { modelFormat: { name: 'onnx' }, storageUri: 's3://b/v2' };
const entry = (change: object = {}, trafficPercent = 20) => ({
  predictor: { name: 'v2', model: MODEL, ...change },
  trafficPercent,
});

function service(canary: object[], change?: (s: InferenceService) => void) {
  return (s: InferenceService) => {
    annotated({ [mode]: 'Standard' })(s);
    uri('s3://b/v1')(s);
    s.spec.predictor.name = 'v1';
    spec({ canary })(s);
    change?.(s);
  };
}

describe('canaries', () => {
  it.each`
    situation                   | canary                                        | path                                    | says
    ${'a good one'}             | ${[entry()]}                                  | ${''}                                   | ${undefined}
    ${'two good ones'}          | ${[entry(), entry({ name: 'v3' })]}           | ${''}                                   | ${undefined}
    ${'no name'}                | ${[entry({ name: undefined })]}               | ${'[0].predictor.name'}                 | ${'canary[0] predictor.name is required'}
    ${'a name twice'}           | ${[entry(), entry()]}                         | ${'[1].predictor.name'}                 | ${'canary predictor.name "v2" is duplicated'}
    ${'the name of the stable'} | ${[entry({ name: 'v1' })]}                    | ${'[0].predictor.name'}                 | ${'canary predictor.name "v1" conflicts with stable predictor name'}
    ${'a share above 100'}      | ${[entry({}, 101)]}                           | ${'[0].trafficPercent'}                 | ${'canary "v2" trafficPercent must be between 0 and 100, got 101'}
    ${'a share below 0'}        | ${[entry({}, -1)]}                            | ${'[0].trafficPercent'}                 | ${'canary "v2" trafficPercent must be between 0 and 100, got -1'}
    ${'a bad extension'}        | ${[entry({ containerConcurrency: -1 })]}      | ${'[0].predictor.containerConcurrency'} | ${'canary "v2" predictor: parallelism cannot be less than 0'}
    ${'several nodes'}          | ${[entry({ workerSpec: {} })]}                | ${'[0].predictor.workerSpec'}           | ${'canary "v2" must not set workerSpec (multi-node is not yet supported for canary)'}
    ${'a maximum'}              | ${[entry({ maxReplicas: 3 })]}                | ${'[0].predictor.maxReplicas'}          | ${'canary "v2" must not set maxReplicas (canary uses fixed replicas)'}
    ${'a metric'}               | ${[entry({ scaleMetric: 'cpu' })]}            | ${'[0].predictor.scaleMetric'}          | ${'canary "v2" must not set scaleMetric (canary uses fixed replicas)'}
    ${'more than the stable'}   | ${[entry({ minReplicas: 2 })]}                | ${'[0].predictor.minReplicas'}          | ${'canary "v2" minReplicas (2) must not exceed stable predictor minReplicas (1)'}
    ${'the name of a tag'}      | ${[entry({ name: 'latest' })]}                | ${''}                                   | ${undefined}
    ${'more than all'}          | ${[entry({}, 60), entry({ name: 'v3' }, 50)]} | ${''}                                   | ${'sum of canary trafficPercent values (110) must be <= 100'}
  `('$situation', ({ canary, path, says }) => {
    const errors = errorsOf({ service: service(canary), profile: 'kserve' });
    expect(errors).toEqual(
      says === undefined ? [] : [`spec.canary${path}: ${says}`],
    );
  });

  it('leave the names of tags alone on a native cluster', () => {
    expect(rulesOf({ service: service([entry({ name: 'prev' })]) })).toEqual([
      'canary predictor.name "prev" is a tag of every deployment; choose another name',
    ]);
  });

  it.each(['kserve', 'greenroom'] as const)(
    'do not go with a share of the newest revision (%s)',
    profile => {
      const given = service([entry()], s => {
        s.spec.predictor.canaryTrafficPercent = 20;
      });
      expect(errorsOf({ service: given, profile })).toEqual([
        'spec.canary: spec.canary and predictor.canaryTrafficPercent cannot both be set',
      ]);
    },
  );

  it('say once what they run', () => {
    const given = service([entry({ model: undefined })]);
    expect(rulesOf({ service: given })).toEqual([
      'canary "v2" predictor: exactly one of [model, containers, sklearn, xgboost, tensorflow, pytorch, triton, onnx, huggingface, pmml, lightgbm, paddle] must be specified in PredictorSpec',
    ]);
  });

  it('only in Standard mode on KServe, in any on a native cluster', () => {
    const given = service([entry()], annotated({ [mode]: 'Knative' }));
    expect(errorsOf({ service: given, profile: 'kserve' })).toEqual([
      'spec.canary: canary is only supported in Standard deployment mode',
    ]);
    expect(rulesOf({ service: given })).toEqual([]);
  });

  it('need a stable predictor with a model', () => {
    const given = service([entry()], s => {
      s.spec.predictor = { containers: [{ image: 'a:1' }] };
    });
    expect(errorsOf({ service: given, profile: 'kserve' })).toEqual([
      'spec.canary: canary requires a stable predictor with a model (multi-model serving is not supported with canary)',
    ]);
  });
});
