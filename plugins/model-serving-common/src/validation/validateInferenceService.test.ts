import {
  validate,
  errorsOf,
  warningsOf,
  predictor,
  model,
  metadata,
  M,
} from '../__fixtures__/validation';
import { InferenceService } from '../resources';

describe('validateInferenceService', () => {
  it('has nothing to say about a good one', () => {
    expect(validate({})).toMatchObject({ errors: [], warnings: [] });
    expect(validate({ previous: () => {} })).toMatchObject({
      errors: [],
      warnings: [],
    });
  });

  describe('types', () => {
    it.each`
      field                      | service                                                          | says
      ${'a number as text'}      | ${predictor({ minReplicas: '2' })}                               | ${'spec.predictor.minReplicas: must be an integer, not the text "2"'}
      ${'a fraction'}            | ${predictor({ maxReplicas: 1.5 })}                               | ${'spec.predictor.maxReplicas: must be an integer, not 1.5'}
      ${'a text for a list'}     | ${model({ args: '--x' as never })}                               | ${`${M}.args: must be a list, not the text "--x"`}
      ${'a number in a list'}    | ${model({ args: ['a', 1 as never] })}                            | ${`${M}.args[1]: must be a text, not 1`}
      ${'null in a list'}        | ${model({ args: [null as never] })}                              | ${`${M}.args[0]: must not be null`}
      ${'an entry without name'} | ${model({ env: [{ value: 'a' } as never] })}                     | ${`${M}.env[0].name: is required`}
      ${'a label of a number'}   | ${metadata({ labels: { 'a.io/b': 1 } })}                         | ${'metadata.labels[a.io/b]: must be a text, not 1'}
      ${'no format'}             | ${model({ modelFormat: undefined as never })}                    | ${`${M}.modelFormat: is required`}
      ${'no format name'}        | ${model({ modelFormat: { version: '1' } as never })}             | ${`${M}.modelFormat.name: is required`}
      ${'a version as number'}   | ${model({ modelFormat: { name: 'onnx', version: 1 as never } })} | ${`${M}.modelFormat.version: must be a text, not 1`}
      ${'an unknown metric'}     | ${predictor({ scaleMetric: 'x' })}                               | ${'spec.predictor.scaleMetric: Unsupported value: "x": supported values: "cpu", "memory", "concurrency", "rps"'}
    `('$field', ({ service, says }) => {
      expect(errorsOf({ service })).toEqual([says]);
    });

    it.each`
      service                                                       | field
      ${predictor({ replicas: 3 })}                                 | ${'spec.predictor.replicas'}
      ${model({ framework: 'x' })}                                  | ${`${M}.framework`}
      ${model({ modelFormat: { name: 'onnx', kind: 1 } as never })} | ${`${M}.modelFormat.kind`}
    `('warns of the unknown field $field', ({ service, field }) => {
      expect(validate({ service })).toMatchObject({
        errors: [],
        warnings: [{ path: field, message: `unknown field "${field}"` }],
      });
    });

    it('knows the fields of pods and containers', () => {
      const service = (s: InferenceService) => {
        predictor({
          serviceAccountName: 'a',
          securityContext: {},
          affinity: {},
        })(s);
        model({ securityContext: {}, imagePullPolicy: 'Always', envFrom: [] })(
          s,
        );
      };
      expect(validate({ service })).toMatchObject({ errors: [], warnings: [] });
    });
  });

  it('says what it keeps without acting on it', () => {
    const service = (s: InferenceService) => {
      s.spec.transformer = { containers: [{ image: 'a:1' }] };
      predictor({ batcher: { maxBatchSize: 3 }, canaryTrafficPercent: 20 })(s);
    };
    expect(warningsOf({ service })).toEqual(
      [
        'spec.transformer',
        'spec.predictor.batcher',
        'spec.predictor.canaryTrafficPercent',
      ].map(at => `${at}: is kept, but this cluster does not act on it`),
    );
  });
});
