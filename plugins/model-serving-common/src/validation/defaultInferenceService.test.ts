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

  describe('transformer and explainer', () => {
    const resources = localSettings.defaultResources;

    it.each(['transformer', 'explainer'] as const)(
      'the lone container of the %s serves, with resources of the cluster',
      name => {
        const { spec } = defaulted(service => {
          service.spec[name] = { containers: [{ name: 'x', image: 'a:1' }] };
        });
        expect(spec[name]?.containers).toEqual([
          { name: 'kserve-container', image: 'a:1', resources },
        ]);
      },
    );

    it('ART gets a name, resources and the version of the cluster', () => {
      const art = { type: 'SquareAttack' };
      const withArt = (service: InferenceService) => {
        service.spec.explainer = { art };
      };
      expect(
        defaulted(withArt, { artVersion: '0.20.0' }).spec.explainer?.art,
      ).toEqual({
        ...art,
        name: 'kserve-container',
        runtimeVersion: '0.20.0',
        resources,
      });
      expect(defaulted(withArt).spec.explainer?.art).not.toHaveProperty(
        'runtimeVersion',
      );
    });

    it('what does not say once what it runs is left alone', () => {
      const two = [{ name: 'kserve-container' }, { name: 'kserve-container' }];
      const { spec } = defaulted(service => {
        service.spec.transformer = { containers: two };
        service.spec.explainer = {
          art: { type: 'x' },
          containers: [{ name: 'a' }],
        };
      });
      expect(spec.transformer).toEqual({ containers: two });
      expect(spec.explainer).toEqual({
        art: { type: 'x' },
        containers: [{ name: 'a' }],
      });
    });
  });

  it('a ModelMesh service keeps its framework block', () => {
    const block = { sklearn: { storageUri: 's3://a/b' } };
    const { spec } = defaulted(predictor(block), {
      profile: 'kserve',
      defaultDeploymentMode: 'ModelMesh',
    });
    expect(spec.predictor).toEqual(block);
  });

  it('tokens are mounted unless the cluster says otherwise', () => {
    const change = (service: InferenceService) => {
      service.spec.transformer = {
        containers: [{ image: 'a' }],
        automountServiceAccountToken: true,
      };
    };
    expect(defaulted(change).spec.predictor).not.toHaveProperty(
      'automountServiceAccountToken',
    );
    const { spec } = defaulted(change, { autoMountServiceAccountToken: false });
    expect(spec.predictor.automountServiceAccountToken).toBe(false);
    expect(spec.transformer?.automountServiceAccountToken).toBe(true);
  });

  it('a fraction of a core may be written as a number', () => {
    const { spec } = defaulted(service => {
      Object.assign(service.spec.predictor.model ?? {}, {
        resources: { limits: { cpu: 0.5, memory: '1Gi', 'a.b/c': 2 } },
      });
    });
    expect(spec.predictor.model?.resources).toEqual({
      limits: { cpu: '0.5', memory: '1Gi', 'a.b/c': 2 },
    });
  });

  it.each`
    profile        | target                        | type
    ${'greenroom'} | ${{ averageUtilization: 50 }} | ${'Utilization'}
    ${'greenroom'} | ${{ averageValue: '1' }}      | ${'AverageValue'}
    ${'greenroom'} | ${{ value: '1' }}             | ${'Value'}
    ${'greenroom'} | ${{ type: 'Value' }}          | ${'Value'}
    ${'greenroom'} | ${{}}                         | ${'Utilization'}
    ${'kserve'}    | ${{ averageUtilization: 50 }} | ${''}
  `('$profile: the target $target is of type "$type"', row => {
    const { spec } = defaulted(
      service => {
        Object.assign(service.spec.predictor, {
          autoScaling: {
            metrics: [
              {
                type: 'Resource',
                resource: { name: 'cpu', target: row.target },
              },
            ],
          },
        });
      },
      { profile: row.profile },
    );
    const [metric] = spec.predictor.autoScaling?.metrics ?? [];
    expect(metric.resource?.target).toEqual({ ...row.target, type: row.type });
  });
});
