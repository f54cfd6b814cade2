import {
  validate,
  errorsOf,
  predictor,
  model,
  custom,
  spec,
  annotated,
  mode,
  M,
} from '../__fixtures__/validation';
import { InferenceService } from '../resources';

describe('what a component runs', () => {
  const K = { name: 'kserve-container', image: 'a:1' };
  it.each`
    situation                         | service                                                        | valid
    ${'a model'}                      | ${() => {}}                                                    | ${true}
    ${'a container'}                  | ${custom([{ image: 'a:1' }])}                                  | ${true}
    ${'several, one of them serving'} | ${custom([K, { name: 'side', image: 'b:1' }])}                 | ${true}
    ${'a model with a sidecar'}       | ${predictor({ containers: [{ name: 'side', image: 'b:1' }] })} | ${true}
    ${'nothing'}                      | ${custom([])}                                                  | ${false}
    ${'a model and a server'}         | ${predictor({ containers: [K] })}                              | ${false}
    ${'a model and a framework'}      | ${predictor({ sklearn: {} })}                                  | ${false}
    ${'two servers'}                  | ${custom([K, K])}                                              | ${false}
    ${'an empty transformer'} | ${(s: InferenceService) => {
  s.spec.transformer = {};
}} | ${false}
    ${'an empty explainer'} | ${(s: InferenceService) => {
  s.spec.explainer = {};
}} | ${false}
  `('$situation: $valid', ({ service, valid }) => {
    const [error = ''] = errorsOf({ service });
    expect(
      /exactly one of \[.*\] must be specified in \w+Spec$/.test(error),
    ).toBe(!valid);
    expect(error === '').toBe(valid);
  });

  it('lists real choices, where KServe lists its Go fields', () => {
    const service = custom([]);
    expect(errorsOf({ service })).toEqual([
      'spec.predictor: exactly one of [model, containers, sklearn, xgboost, tensorflow, pytorch, triton, onnx, huggingface, pmml, lightgbm, paddle] must be specified in PredictorSpec',
    ]);
    expect(errorsOf({ service, profile: 'kserve' })).toEqual([
      'spec.predictor: exactly one of [Name, SKLearn, XGBoost, Tensorflow, PyTorch, Triton, ONNX, HuggingFace, PMML, LightGBM, Paddle, Model, StorageUris, StorageContainerName, WorkerSpec, PodSpec] must be specified in PredictorSpec',
    ]);
  });

  it('does not take a container name in model', () => {
    expect(errorsOf({ service: model({ name: 'x' }) })).toEqual([
      `${M}.name: the 'name' field is not allowed in standard predictor`,
    ]);
  });

  it.each`
    profile        | says
    ${'greenroom'} | ${'invalid protocol v3. Must be one of [v1, v2]'}
    ${'kserve'}    | ${'invalid protocol v1, v2. Must be one of [v3]'}
  `('$profile: $says', ({ profile, says }) => {
    const service = custom([
      { ...K, env: [{ name: 'PROTOCOL', value: 'v3' }] },
    ]);
    expect(validate({ service, profile }).errors[0].message).toBe(says);
  });

  it('needs a format to choose a runtime by', () => {
    const service = model({ modelFormat: undefined as never });
    expect(errorsOf({ service })).toEqual([`${M}.modelFormat: Required value`]);
    expect(validate({ service, profile: 'kserve' })).toMatchObject({
      errors: [],
      warnings: [
        { message: 'No runtime found to support specified framework/version' },
      ],
    });
  });

  it.each`
    storageUri          | says
    ${'s3://a/m.onnx'}  | ${[]}
    ${'s3://a/m.pb'}    | ${["spec.predictor.onnx.storageUri: expected storageUri file extension: '.onnx' but got '.pb'"]}
    ${'s3://a.b/model'} | ${["spec.predictor.onnx.storageUri: expected storageUri file extension: '.onnx' but got ''"]}
  `('a block onnx that stays, of $storageUri', ({ storageUri, says }) => {
    const service = (s: InferenceService) => {
      annotated({ [mode]: 'ModelMesh' })(s);
      predictor({ model: undefined, onnx: { storageUri } })(s);
    };
    expect(errorsOf({ service, profile: 'kserve' })).toEqual(says);
  });

  it('ART reads from a bucket or Hadoop', () => {
    const service = spec({
      explainer: {
        art: { type: 'x', storage: { parameters: { type: 'gs' } } },
      },
    });
    expect(errorsOf({ service, profile: 'kserve' })).toEqual([
      'spec.explainer.art.storage: storage.spec.type, must be one of: [s3://, hdfs://, webhdfs://]. storage.spec.type [gs] is not supported',
    ]);
  });
});
