import { irisService, localSettings } from '../__fixtures__';
import { InferenceService } from '../resources';
import { ClusterSettings } from '../settings';
import { defaultInferenceService } from './defaultInferenceService';

function defaulted(
  change: (service: InferenceService) => void = () => {},
  settings: Partial<ClusterSettings> = {},
) {
  return defaultInferenceService({
    resource: irisService(change),
    settings: { ...localSettings, ...settings },
  });
}

const mode = 'serving.kserve.io/deploymentMode';
const predictor = (spec: object) => (service: InferenceService) => {
  service.spec.predictor = spec as InferenceService['spec']['predictor'];
};

describe('defaultInferenceService', () => {
  it.each`
    written            | clusterDefault | becomes
    ${'RawDeployment'} | ${'Knative'}   | ${'Standard'}
    ${'Serverless'}    | ${'Standard'}  | ${'Knative'}
    ${undefined}       | ${'Standard'}  | ${'Standard'}
    ${undefined}       | ${'Knative'}   | ${undefined}
    ${'Knative'}       | ${'Standard'}  | ${'Knative'}
    ${'Foo'}           | ${'Standard'}  | ${'Foo'}
  `(
    'mode $written on a $clusterDefault cluster becomes $becomes',
    ({ written, clusterDefault, becomes }) => {
      const result = defaulted(
        service => {
          service.metadata.annotations = written
            ? { [mode]: written }
            : undefined;
        },
        { defaultDeploymentMode: clusterDefault },
      );
      expect(result.metadata.annotations?.[mode]).toBe(becomes);
    },
  );

  it.each`
    framework        | protocol
    ${'onnx'}        | ${'v2'}
    ${'triton'}      | ${'v2'}
    ${'huggingface'} | ${'v2'}
    ${'sklearn'}     | ${undefined}
    ${'pytorch'}     | ${undefined}
  `(
    'the block $framework moves to model, protocol $protocol',
    ({ framework, protocol }) => {
      const result = defaulted(
        predictor({
          minReplicas: 2,
          [framework]: { storageUri: 's3://a/b', args: ['-x'] },
        }),
      );
      expect(result.spec.predictor).toEqual({
        minReplicas: 2,
        model: {
          modelFormat: { name: framework },
          storageUri: 's3://a/b',
          args: ['-x'],
          ...(protocol && { protocolVersion: protocol }),
        },
      });
      expect(result.metadata.annotations?.modelFormat).toBe(framework);
    },
  );

  it('a protocol that the block names stays', () => {
    const result = defaulted(
      predictor({ onnx: { protocolVersion: 'grpc-v2' } }),
    );
    expect(result.spec.predictor.model?.protocolVersion).toBe('grpc-v2');
  });

  it.each`
    format      | protocol
    ${'triton'} | ${'v2'}
    ${'vLLM'}   | ${'v2'}
    ${'vllm'}   | ${undefined}
    ${'onnx'}   | ${undefined}
  `(
    'a model of format $format gets protocol $protocol',
    ({ format, protocol }) => {
      const result = defaulted(
        predictor({ model: { modelFormat: { name: format } } }),
      );
      expect(result.spec.predictor.model?.protocolVersion).toBe(protocol);
    },
  );

  it('keeps the format that the user noted', () => {
    const result = defaulted(service => {
      service.metadata.annotations = { modelFormat: 'mine' };
    });
    expect(result.metadata.annotations?.modelFormat).toBe('mine');
  });

  it.each`
    situation                         | containers                            | names
    ${'a single one'}                 | ${[{ name: 'mine' }]}                 | ${['kserve-container']}
    ${'an unnamed first one'}         | ${[{}, { name: 'side' }]}             | ${['kserve-container', 'side']}
    ${'a named first one of several'} | ${[{ name: 'a' }, { name: 'b' }]}     | ${['a', 'b']}
    ${'named elsewhere'}              | ${[{}, { name: 'kserve-container' }]} | ${[undefined, 'kserve-container']}
  `('$situation', ({ containers, names }) => {
    const result = defaulted(predictor({ containers }));
    expect(result.spec.predictor.containers?.map(c => c.name)).toEqual(names);
    const limited = result.spec.predictor.containers?.filter(c => c.resources);
    expect(limited?.map(c => c.name)).toEqual(
      names.filter((name: string) => name === 'kserve-container'),
    );
  });

  it.each`
    profile        | resources                        | expected
    ${'greenroom'} | ${undefined}                     | ${{ requests: { cpu: '1', memory: '2Gi' }, limits: { cpu: '1', memory: '2Gi' } }}
    ${'greenroom'} | ${{ limits: { memory: '4Gi' } }} | ${{ requests: { cpu: '1', memory: '2Gi' }, limits: { cpu: '1', memory: '4Gi' } }}
    ${'greenroom'} | ${{ limits: { memory: '1Gi' } }} | ${{ requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '1', memory: '1Gi' } }}
    ${'greenroom'} | ${{ requests: { cpu: '4' } }}    | ${{ requests: { cpu: '4', memory: '2Gi' }, limits: { cpu: '4', memory: '2Gi' } }}
    ${'kserve'}    | ${{ limits: { memory: '1Gi' } }} | ${{ requests: { cpu: '1', memory: '2Gi' }, limits: { cpu: '1', memory: '1Gi' } }}
  `(
    'fills resources key by key in $profile: $resources',
    ({ profile, resources, expected }) => {
      const result = defaulted(predictor({ containers: [{ resources }] }), {
        profile,
      });
      expect(result.spec.predictor.containers?.[0].resources).toEqual(expected);
    },
  );

  it('leaves more than one implementation for validation to report', () => {
    const spec = { sklearn: {}, onnx: {} };
    expect(defaulted(predictor(spec)).spec.predictor).toEqual(spec);
    const both = { sklearn: {}, model: { modelFormat: { name: 'onnx' } } };
    expect(defaulted(predictor(both)).spec.predictor).toEqual(both);
  });

  it('drops null, as an API server does, and keeps what it does not know', () => {
    const result = defaulted(
      predictor({
        model: { modelFormat: { name: 'onnx' }, args: null, new: [1] },
      }),
    );
    expect(result.spec.predictor.model).toEqual({
      modelFormat: { name: 'onnx' },
      new: [1],
    });
  });

  it('changes nothing in place', () => {
    const resource = irisService(
      predictor({ onnx: { storageUri: 's3://a/b' } }),
    );
    const before = JSON.stringify(resource);
    defaultInferenceService({ resource, settings: localSettings });
    expect(JSON.stringify(resource)).toBe(before);
  });
});
