import type {
  ClusterSettings,
  Connection,
  InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';
import { onnxRuntime } from '../testing';
import { resolveRevision, ResolutionInput } from './resolveRevision';
import { revisionName, serviceOfRevisionKey } from './revisionName';
import { wantedReplicas } from './wantedReplicas';

const settings: ClusterSettings = {
  cluster: 'local',
  isDefaultCluster: true,
  profile: 'greenroom',
  defaultDeploymentMode: 'Standard',
  defaultResources: {},
  ingress: {
    domain: 'localhost',
    domainTemplate: '{{ .Name }}',
    urlScheme: 'http',
  },
  storageSchemes: ['s3'],
  autoscalerClasses: ['none'],
  scaleToZero: false,
  maxReplicas: 5,
};

type Change = (service: InferenceService) => void;

function service(change: Change = () => {}): InferenceService {
  const resource: InferenceService = {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: { name: 'iris', namespace: 'demo', annotations: {}, labels: {} },
    spec: {
      predictor: {
        model: { modelFormat: { name: 'onnx' }, storageUri: 's3://m/iris' },
      },
    },
  };
  change(resource);
  return resource;
}

const bucket: Connection = {
  apiVersion: 'greenroom/v1alpha1',
  kind: 'Connection',
  metadata: { name: 'bucket', namespace: 'demo' },
  spec: { type: 's3', values: { AWS_S3_BUCKET: 'models' }, secretKeys: [] },
};

const resolve = (
  change: Change = () => {},
  input: Partial<ResolutionInput> = {},
) =>
  resolveRevision({
    service: service(change),
    component: 'predictor',
    runtimes: [onnxRuntime],
    runtimeProblems: {},
    settings,
    now: 0,
    ...input,
  });

function fingerprint(
  change?: Change,
  input?: Partial<ResolutionInput>,
): string {
  const resolution = resolve(change, input);
  if (resolution.kind === 'failed') throw new Error(resolution.failure.message);
  return resolution.draft.fingerprint;
}

describe('resolveRevision', () => {
  it.each<[string, Change]>([
    [
      'replicas',
      s => {
        s.spec.predictor.minReplicas = 3;
      },
    ],
    [
      'a title',
      s => {
        s.metadata.annotations!['openshift.io/display-name'] = 'Iris';
      },
    ],
    [
      'an owner',
      s => {
        s.metadata.annotations!['greenroom/owner'] = 'group:default/ml';
      },
    ],
    [
      'a stop and a start',
      s => {
        s.metadata.annotations!['serving.kserve.io/stop'] = 'false';
      },
    ],
    [
      'who may reach it',
      s => {
        s.metadata.labels!['networking.kserve.io/visibility'] = 'exposed';
      },
    ],
    [
      'how requests scale it',
      s => {
        s.metadata.annotations!['autoscaling.knative.dev/window'] = '30s';
      },
    ],
    [
      'a name of the predictor',
      s => {
        s.spec.predictor.name = 'blue';
      },
    ],
    [
      'a longer timeout',
      s => {
        s.spec.predictor.timeout = 90;
      },
    ],
  ])('%s make no new revision', (_what, change) => {
    expect(fingerprint(change)).toBe(fingerprint());
  });

  it('says which server the runtime starts, which makes no new revision either', () => {
    const typed = {
      ...onnxRuntime,
      metadata: {
        ...onnxRuntime.metadata,
        annotations: { 'serving.kserve.io/server-type': 'vllmserver' },
      },
    };
    const resolution = resolve(undefined, { runtimes: [typed] });
    expect(resolution).toMatchObject({
      draft: {
        pod: { annotations: { 'serving.kserve.io/server-type': 'vllmserver' } },
        fingerprint: fingerprint(),
      },
    });
  });

  it.each<[string, Change, Partial<ResolutionInput>]>([
    [
      'another model',
      s => {
        s.spec.predictor.model!.storageUri = 's3://m/iris-2';
      },
      {},
    ],
    [
      'other resources',
      s => {
        s.spec.predictor.model!.resources = { limits: { cpu: '2' } };
      },
      {},
    ],
    [
      'an argument',
      s => {
        s.spec.predictor.model!.args = ['--threads=2'];
      },
      {},
    ],
    [
      'an annotation that servers may read',
      s => {
        s.metadata.annotations!['example.com/x'] = 'y';
      },
      {},
    ],
    [
      'a changed runtime',
      () => {},
      {
        runtimes: [
          {
            ...onnxRuntime,
            spec: {
              ...onnxRuntime.spec,
              containers: [{ name: 'kserve-container', command: ['serve-2'] }],
            },
          },
        ],
      },
    ],
  ])('%s makes one', (_what, change, input) => {
    expect(fingerprint(change, input)).not.toBe(fingerprint());
  });

  it('takes the bucket from the connection', () => {
    const resolution = resolve(
      s => {
        s.spec.predictor.model = {
          modelFormat: { name: 'onnx' },
          storage: { key: 'bucket', path: 'iris/1' },
        };
      },
      { connection: bucket },
    );
    expect(resolution).toMatchObject({
      kind: 'resolved',
      draft: {
        model: { uri: 's3://models/iris/1', connection: 'bucket' },
        runtime: { name: 'onnx-server', title: 'ONNX server' },
        protocol: 'v2',
      },
    });
  });

  it('takes the whole location from a URI connection', () => {
    const uri: Connection = {
      ...bucket,
      spec: {
        type: 'uri-v1',
        values: { URI: 'https://models.example.com/iris.onnx' },
        secretKeys: [],
      },
    };
    const resolution = resolve(
      s => {
        s.spec.predictor.model = {
          modelFormat: { name: 'onnx' },
          storage: { key: 'bucket' },
        };
      },
      { connection: uri },
    );
    expect(resolution).toMatchObject({
      draft: { model: { uri: 'https://models.example.com/iris.onnx' } },
    });
  });

  it('leaves connections of a cluster that reconciles by itself to it', () => {
    const resolution = resolve(
      s => {
        s.spec.predictor.model = {
          modelFormat: { name: 'onnx' },
          protocolVersion: 'v2',
          storage: { key: 'theirs', path: 'iris/1' },
        };
      },
      { settings: { ...settings, profile: 'kserve' } },
    );
    expect(resolution).toMatchObject({
      kind: 'resolved',
      draft: { runtime: { name: 'onnx-server' }, protocol: 'v2' },
    });
    expect(resolution).not.toHaveProperty('draft.model');
  });

  it.each<[string, Change, Partial<ResolutionInput>, string]>([
    [
      'a connection that does not exist',
      s => {
        s.spec.predictor.model!.storage = { key: 'gone', path: 'x' };
      },
      {},
      'SecretMissing',
    ],
    [
      'a path without a bucket',
      s => {
        s.spec.predictor.model = {
          modelFormat: { name: 'onnx' },
          storage: { path: 'x' },
        };
      },
      {},
      'InvalidSpec',
    ],
    [
      'a format that nothing serves',
      s => {
        s.spec.predictor.model!.modelFormat.name = 'tarot';
      },
      {},
      'NoRuntime',
    ],
    [
      'a runtime that does not exist',
      s => {
        s.spec.predictor.model!.runtime = 'nobody';
      },
      {},
      'RuntimeNotFound',
    ],
    [
      'a runtime that is switched off',
      s => {
        s.spec.predictor.model!.runtime = 'onnx-server';
      },
      {
        runtimes: [
          { ...onnxRuntime, spec: { ...onnxRuntime.spec, disabled: true } },
        ],
      },
      'RuntimeDisabled',
    ],
    [
      'a runtime that this cluster cannot start',
      () => {},
      {
        runtimeProblems: {
          'ClusterServingRuntime//onnx-server': 'not installed',
        },
      },
      'ProgramNotAllowed',
    ],
    [
      'a placeholder that stands for nothing',
      s => {
        s.spec.predictor.model!.args = ['{{.Nope}}'];
      },
      {},
      'InvalidSpec',
    ],
    [
      'neither a model nor a container',
      s => {
        s.spec.predictor = {};
      },
      {},
      'InvalidSpec',
    ],
  ])('says why: %s', (_what, change, input, code) => {
    expect(resolve(change, input)).toMatchObject({
      kind: 'failed',
      failure: { code },
    });
  });
});

describe('a format that nothing serves', () => {
  it('is told with what each runtime serves instead', () => {
    const resolution = resolve(s => {
      s.spec.predictor.model!.modelFormat.name = 'tarot';
    });
    expect(resolution).toMatchObject({
      failure: {
        message: expect.stringMatching(
          /^No runtime found.*\n"onnx-server" does not serve the format tarot/,
        ),
      },
    });
  });
});

describe('resolveRevision, of a transformer', () => {
  const container = { name: 'mine', command: ['mine'] };
  const withTransformer: Change = s => {
    s.spec.transformer = { containers: [container] };
  };
  const transformer = { component: 'transformer' as const };

  it('runs its containers, without a runtime or a model', () => {
    const resolution = resolve(withTransformer, transformer);
    expect(resolution).toMatchObject({
      kind: 'resolved',
      draft: {
        modelName: 'iris',
        protocol: 'v1',
        pod: { spec: { containers: [{ command: ['mine'] }] } },
      },
    });
    const { draft } = resolution as Extract<
      typeof resolution,
      { kind: 'resolved' }
    >;
    expect(draft.model).toBeUndefined();
    expect(draft.runtime).toBeUndefined();
  });

  it('stays the same when the predictor changes, and the other way round', () => {
    const otherModel: Change = s => {
      withTransformer(s);
      s.spec.predictor.model!.storageUri = 's3://models/other';
      s.spec.predictor.containerConcurrency = 3;
    };
    expect(fingerprint(otherModel, transformer)).toBe(
      fingerprint(withTransformer, transformer),
    );
    expect(fingerprint(withTransformer)).toBe(fingerprint());
  });

  it('has no server for ART explainers, and says so', () => {
    const resolution = resolve(
      s => {
        s.spec.explainer = { art: { type: 'SquareAttack' } };
      },
      { component: 'explainer' },
    );
    expect(resolution).toMatchObject({
      kind: 'failed',
      failure: {
        code: 'InvalidSpec',
        message: expect.stringContaining('spec.explainer.art'),
      },
    });
  });
});

describe('wantedReplicas', () => {
  it.each`
    situation                               | component             | clusterMaximum | expected
    ${'one without a word'}                 | ${{}}                 | ${5}           | ${1}
    ${'the minimum'}                        | ${{ minReplicas: 3 }} | ${5}           | ${3}
    ${'one even where the minimum is zero'} | ${{ minReplicas: 0 }} | ${5}           | ${1}
    ${'never more than the cluster runs'}   | ${{ minReplicas: 9 }} | ${5}           | ${5}
    ${'one where nothing is known'}         | ${{ minReplicas: 2 }} | ${0}           | ${1}
  `('$situation', ({ component, clusterMaximum, expected }) => {
    expect(wantedReplicas({ component, clusterMaximum })).toBe(expected);
  });
});

describe('revision names', () => {
  it.each`
    key                                     | owner
    ${'demo/iris-predictor-00001'}          | ${{ namespace: 'demo', name: 'iris', component: 'predictor' }}
    ${'demo/iris-predictor-123456'}         | ${{ namespace: 'demo', name: 'iris', component: 'predictor' }}
    ${'demo/a-predictor-b-predictor-00002'} | ${{ namespace: 'demo', name: 'a-predictor-b', component: 'predictor' }}
    ${'demo/iris'}                          | ${undefined}
    ${'iris-predictor-00001'}               | ${undefined}
  `('$key belongs to $owner', ({ key, owner }) => {
    expect(serviceOfRevisionKey(key)).toEqual(owner);
  });

  it.each(['predictor', 'transformer', 'explainer'] as const)(
    'is the way back from the name of a %s',
    component => {
      const key = `demo/${revisionName('iris', component, 7)}`;
      expect(serviceOfRevisionKey(key)).toEqual({
        namespace: 'demo',
        name: 'iris',
        component,
      });
    },
  );
});
