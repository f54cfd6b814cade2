import {
  validate,
  errorsOf,
  warningsOf,
  predictor,
  model,
  spec,
} from '../__fixtures__/validation';

describe('validateInferenceService', () => {
  it('has nothing to say about a good one', () => {
    expect(validate({})).toMatchObject({ errors: [], warnings: [] });
    expect(validate({ previous: () => {} })).toMatchObject({
      errors: [],
      warnings: [],
    });
  });

  describe('and what the schema says', () => {
    const P = 'spec.predictor';
    const schema = [
      { path: `${P}.logger.mode`, message: 'Unsupported value: "x"' },
      { path: `${P}.scaleMetric`, message: 'Unsupported value: "y"' },
    ];
    const service = predictor({ logger: { mode: 'x' }, minReplicas: -1 });

    it('greenroom: a rule about the same field says it instead', () => {
      expect(errorsOf({ service, schema })).toEqual([
        `${P}.scaleMetric: Unsupported value: "y"`,
        `${P}.minReplicas: 'MinReplicas' cannot be less than 0`,
        `${P}.logger.mode: invalid logger type`,
        expect.stringContaining(`${P}.logger.url: is missing`),
      ]);
    });

    it('kserve: the API server answers first', () => {
      expect(errorsOf({ service, schema, profile: 'kserve' })).toEqual([
        `${P}.logger.mode: Unsupported value: "x"`,
        `${P}.scaleMetric: Unsupported value: "y"`,
        `${P}.minReplicas: 'MinReplicas' cannot be less than 0`,
      ]);
    });

    it('what it does not let in is not tried', () => {
      expect(
        warningsOf({ service: model({ runtime: 'gone' }), schema }),
      ).toEqual([]);
    });
  });

  describe('greenroom refuses what its clusters would silently not do', () => {
    const containers = [{ name: 'kserve-container', image: 'a:1' }];
    it.each`
      change                                                                             | path
      ${predictor({ storageContainerName: 'a' })}                                        | ${'spec.predictor.storageContainerName'}
      ${predictor({ workerSpec: {} })}                                                   | ${'spec.predictor.workerSpec'}
      ${spec({ explainer: { art: { type: 'SquareAttack' } } })}                          | ${'spec.explainer.art'}
      ${spec({ canary: [{ predictor: { name: 'b', containers }, trafficPercent: 5 }] })} | ${'spec.canary[0].predictor.containers'}
    `('$path', ({ change, path }) => {
      expect(errorsOf({ service: change })).toContain(
        `${path}: this cluster cannot do it yet, and without it the deployment would not do what it says; leave it out, or choose a cluster that runs KServe`,
      );
      const { errors } = validate({ service: change, profile: 'kserve' });
      expect(errors.filter(e => e.message.includes('cannot do'))).toEqual([]);
    });

    it.each`
      field                   | why
      ${'deploymentStrategy'} | ${'is kept, but this cluster replaces replicas in its own way: new ones take over when they are ready'}
    `('but only warns of $field', ({ field, why }) => {
      const service = predictor({ [field]: {} });
      expect(validate({ service })).toEqual({
        errors: [],
        warnings: [{ path: `spec.predictor.${field}`, message: why }],
      });
    });
  });
});
