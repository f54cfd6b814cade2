import { InferenceService, TrainedModel } from '../resources';
import { ValidationResult } from '../validation/validateInferenceService';
import { trainedModelConditions } from './trainedModelConditions';
import { validateTrainedModel } from './validateTrainedModel';

const API = 'serving.kserve.io/v1alpha1';
const messages = ({ errors }: ValidationResult) =>
  errors.map(({ path, message }) => `${path}: ${message}`);

function trained(
  spec: Partial<TrainedModel['spec']['model']> = {},
  name = 'm',
): TrainedModel {
  return {
    apiVersion: API,
    kind: 'TrainedModel',
    metadata: { name, namespace: 'demo' },
    spec: {
      inferenceService: 'parent',
      model: {
        storageUri: 's3://b/m',
        framework: 'sklearn',
        memory: '1Gi',
        ...spec,
      },
    },
  };
}

describe('TrainedModel', () => {
  it.each<[string, TrainedModel, string[]]>([
    ['ok', trained(), []],
    ['4abc-3 as name', trained({}, '4abc-3'), []],
    [
      'abc.123 as name',
      trained({}, 'abc.123'),
      ['the Trained Model "abc.123" is invalid'],
    ],
    [
      'abc_123, which no API server takes',
      trained({}, 'abc_123'),
      ['Invalid value: "abc_123"'],
    ],
    [
      'an unknown scheme',
      trained({ storageUri: 'foo://a/b' }),
      [
        'must start with one of the prefixes: s3://, gs://, https://, http://. (the storage uri given is "foo://a/b")',
      ],
    ],
  ])('%s', (_, model, expected) => {
    expect(
      messages(validateTrainedModel({ model, profile: 'greenroom' })),
    ).toEqual(expected.map(text => expect.stringContaining(text)));
  });

  it('keeps its memory, unless it is being deleted', () => {
    const model = trained({ memory: '2Gi' });
    const previous = trained();
    expect(
      messages(validateTrainedModel({ model, previous, profile: 'kserve' })),
    ).toEqual([
      'spec.model.memory: the Trained Model "m" memory field is immutable. The memory was "1Gi" but it is updated to "2Gi"',
    ]);
    const deleted = {
      ...previous,
      metadata: { ...previous.metadata, deletionTimestamp: '2026-01-01' },
    };
    expect(
      messages(
        validateTrainedModel({ model, previous: deleted, profile: 'kserve' }),
      ),
    ).toEqual([]);
  });

  const parent = (predictor: InferenceService['spec']['predictor']) =>
    ({
      apiVersion: 'serving.kserve.io/v1beta1',
      kind: 'InferenceService',
      metadata: { name: 'parent', namespace: 'demo' },
      spec: { predictor },
    } as const);
  const many = parent({
    model: {
      modelFormat: { name: 'sklearn' },
      resources: { limits: { memory: '2Gi' } },
    },
  });

  it.each([
    ['no server', undefined, [], ['InferenceServiceReady False']],
    [
      'a server of many',
      many,
      [],
      ['IsMMSPredictor True', 'MemoryResourceAvailable True'],
    ],
    [
      'too little memory',
      many,
      [trained({ memory: '1.5Gi' }, 'other')],
      ['IsMMSPredictor True', 'MemoryResourceAvailable False'],
    ],
    [
      'a server with its own model',
      parent({ model: { modelFormat: { name: 'x' }, storageUri: 's3://b/x' } }),
      [],
      ['IsMMSPredictor False', 'MemoryResourceAvailable True'],
    ],
    [
      'a custom server of many',
      parent({
        containers: [
          { name: 'c', env: [{ name: 'MULTI_MODEL_SERVER', value: 'true' }] },
        ],
      }),
      [],
      ['IsMMSPredictor True', 'MemoryResourceAvailable True'],
    ],
  ])('with %s', (_, server, siblings, expected) => {
    const conditions = trainedModelConditions({
      model: trained(),
      parent: server,
      siblings,
    });
    expect(conditions.map(c => `${c.type} ${c.status}`)).toEqual(expected);
  });
});
