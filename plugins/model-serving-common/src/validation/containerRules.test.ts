import { onnxRuntime } from '../__fixtures__';
import {
  validate,
  lines,
  errorsOf,
  predictor,
  model,
  spec,
  M,
} from '../__fixtures__/validation';

describe('containers', () => {
  it('may not set PYTHONPATH', () => {
    const env = [{ name: 'PYTHONPATH', value: '/x' }];
    const frame = (name: string) =>
      `the InferenceService "iris" is invalid: setting PYTHONPATH in container "${name}" is not allowed for security reasons`;
    expect(errorsOf({ service: model({ env }) })).toEqual([
      `${M}.env[0].name: ${frame('model')}`,
    ]);
    expect(errorsOf({ service: model({ env }), profile: 'kserve' })).toEqual([
      `${M}.env[0].name: ${frame('')}`,
    ]);
    expect(
      errorsOf({
        service: predictor({ initContainers: [{ name: 'init', env }] }),
      }),
    ).toEqual([
      `spec.predictor.initContainers[0].env[0].name: ${frame('init')}`,
    ]);
  });

  it.each`
    where                                        | change
    ${'spec.predictor.workerSpec.containers[0]'} | ${{ predictor: { model: { modelFormat: { name: 'a' } }, workerSpec: { containers: [{ name: 'x', env: [{ name: 'PYTHONPATH' }] }] } } }}
    ${'spec.transformer.containers[0]'}          | ${{ transformer: { containers: [{ env: [{ name: 'PYTHONPATH' }] }] } }}
    ${'spec.explainer.initContainers[0]'}        | ${{ explainer: { containers: [{}], initContainers: [{ env: [{ name: 'PYTHONPATH' }] }] } }}
    ${'spec.explainer.art'}                      | ${{ explainer: { art: { type: 'x', env: [{ name: 'PYTHONPATH' }] } } }}
  `('wherever they stand: $where', ({ where, change }) => {
    const [error] = errorsOf({ service: spec(change), profile: 'kserve' });
    expect(error).toMatch(`${where}.env[0].name: the InferenceService "iris"`);
  });

  it.each`
    defect                    | change                                                                               | says
    ${'a name with a dash'}   | ${{ env: [{ name: 'A-B', value: '1' }] }}                                            | ${`${M}.env[0].name: "A-B" is no name of a variable: letters, digits and "_", not a digit first`}
    ${'a value and a source'} | ${{ env: [{ name: 'A', value: '1', valueFrom: { fieldRef: { fieldPath: 'x' } } }] }} | ${`${M}.env[0]: has a value and a valueFrom; only one is possible`}
    ${'too many arguments'}   | ${{ args: Array(201).fill('x') }}                                                    | ${`${M}.args: has 201 arguments; at most 200 are possible`}
    ${'too many variables'}   | ${{ env: Array.from({ length: 201 }, (_, i) => ({ name: `A${i}` })) }}               | ${`${M}.env: has 201 variables; at most 200 are possible`}
    ${'no quantity'}          | ${{ resources: { limits: { cpu: 'two' } } }}                                         | ${`${M}.resources.limits.cpu: "two" is no quantity; write for example 500m, 2 or 4Gi`}
    ${'a negative one'}       | ${{ resources: { requests: { cpu: '-1' } } }}                                        | ${`${M}.resources.requests.cpu: "-1" is no quantity; write for example 500m, 2 or 4Gi`}
    ${'request above limit'}  | ${{ resources: { requests: { memory: '4Gi' }, limits: { memory: '2Gi' } } }}         | ${`${M}.resources.requests.memory: 4Gi must be less than or equal to the memory limit of 2Gi`}
    ${'a long text'}          | ${{ args: ['x'.repeat(33_000)] }}                                                    | ${`${M}.args[0]: has 33000 bytes; at most 32768 are possible`}
  `('$defect', ({ change, says }) => {
    expect(errorsOf({ service: model(change) })).toEqual([says]);
  });

  it('may be as large as allowed', () => {
    const service = model({
      args: Array(200).fill('x'),
      env: Array.from({ length: 200 }, (_, i) => ({ name: `A${i}` })),
      resources: { requests: { cpu: 1 as never }, limits: { cpu: '1000m' } },
    });
    expect(errorsOf({ service })).toEqual([]);
  });

  it('a request above the limit of the runtime is an error, in KServe a warning', () => {
    const service = model({ resources: { requests: { memory: '4Gi' } } });
    const says = `${M}: resources.requests: Invalid value: "4Gi": must be less than or equal to memory limit of 1Gi`;
    expect(errorsOf({ service })).toEqual([says]);
    const asKServe = validate({
      service,
      profile: 'kserve',
      facts: {
        runtimes: [
          onnxRuntime(r => {
            r.spec.protocolVersions = ['v1'];
          }),
        ],
      },
    });
    expect(lines(asKServe.errors)).toEqual([]);
    expect(lines(asKServe.warnings)).toEqual([says]);
  });
});
