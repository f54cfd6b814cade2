import { validate } from '../__fixtures__/validation';
import { InferenceService } from '../resources';
import { withoutUnknownFields } from './withoutUnknownFields';

const service = (predictor: object, spec: object = {}) =>
  ({
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: { name: 'iris', namespace: 'demo' },
    spec: { predictor, ...spec },
  } as InferenceService);
const model = { modelFormat: { name: 'onnx' }, storageUri: 's3://b/iris' };

describe('withoutUnknownFields', () => {
  it.each`
    where                  | given                                                       | left
    ${'spec'}              | ${service({ model }, { foo: 1 })}                           | ${service({ model })}
    ${'the predictor'}     | ${service({ model, replicas: 3 })}                          | ${service({ model })}
    ${'the model'}         | ${service({ model: { ...model, framework: 'x' } })}         | ${service({ model })}
    ${'the model format'}  | ${service({ model: { modelFormat: { name: 'a', b: 1 } } })} | ${service({ model: { modelFormat: { name: 'a' } } })}
    ${'the storage'}       | ${service({ model: { storage: { key: 'a', foo: 'b' } } })}  | ${service({ model: { storage: { key: 'a' } } })}
    ${'an inherited name'} | ${service({ model, toString: 'x' })}                        | ${service({ model })}
  `('leaves out what KServe does not know in $where', ({ given, left }) => {
    expect(withoutUnknownFields(given)).toEqual(left);
  });

  it.each`
    what                         | given
    ${'what is not acted on'}    | ${service({ model, batcher: {}, workerSpec: { a: 1 } }, { transformer: {}, canary: [] })}
    ${'fields of pods'}          | ${service({ model, hostIPC: false, tolerations: [{ a: 1 }] })}
    ${'fields of containers'}    | ${service({ model: { ...model, lifecycle: {}, securityContext: { a: 1 } } })}
    ${'a framework block'}       | ${service({ sklearn: { storageUri: 's3://b/iris' } })}
    ${'everything in metadata'}  | ${{ ...service({ model }), metadata: { name: 'iris', foo: 1 } }}
    ${'what has the wrong type'} | ${service({ model: 'iris' })}
    ${'what is no object'}       | ${['iris']}
  `('keeps $what', ({ given }) => {
    expect(withoutUnknownFields(given)).toBe(given);
  });

  it('leaves nothing that validation would warn of', () => {
    const change = (given: InferenceService) =>
      Object.assign(given.spec.predictor, { foo: 1, bar: { baz: 1 } });
    const { warnings } = validate({ service: change });
    expect(warnings.map(({ path }) => path)).toEqual([
      'spec.predictor.foo',
      'spec.predictor.bar',
    ]);
    const clean = validate({
      service: given => {
        change(given);
        given.spec = withoutUnknownFields(given).spec;
      },
    });
    expect(clean.warnings).toEqual([]);
  });
});
