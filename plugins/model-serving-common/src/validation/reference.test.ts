import { localSettings } from '../__fixtures__';
import { InferenceService } from '../resources';
import { defaultInferenceService } from './defaultInferenceService';
import { validateInferenceService } from './validateInferenceService';

/** The examples of kserve-resources §5.4: base `foo`, profile `kserve`. */
const STANDARD = { 'serving.kserve.io/deploymentMode': 'Standard' };
const scaled = (scaler: string) => ({
  ...STANDARD,
  'serving.kserve.io/autoscalerClass': scaler,
});
const tensorflow = {
  storageUri: 'gs://testbucket/testmodel',
  runtimeVersion: '0.14.0',
};
const EXACTLY_ONE = /^exactly one of \[.*\] must be specified in /;

interface Example {
  readonly name?: string;
  readonly annotations?: Record<string, string>;
  readonly predictor?: object;
  readonly spec?: object;
  readonly previous?: { status?: string; predictor?: object };
}

function serviceOf(example: Example): InferenceService {
  return {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: {
      name: example.name ?? 'foo',
      namespace: 'default',
      annotations: example.annotations,
    },
    spec: {
      predictor: { ...(example.predictor ?? { tensorflow }) },
      ...example.spec,
    },
  };
}

function firstError(example: Example): string | undefined {
  const settings = {
    ...localSettings,
    profile: 'kserve' as const,
    defaultDeploymentMode: 'Knative' as const,
  };
  const defaulted = (service: InferenceService) =>
    defaultInferenceService({ resource: service, settings });
  const { previous } = example;
  const stored =
    previous &&
    defaulted(serviceOf({ ...example, predictor: previous.predictor }));
  return validateInferenceService({
    resource: defaulted(serviceOf(example)),
    previous: stored && {
      ...stored,
      status: { deploymentMode: previous.status },
    },
    operation: previous ? 'update' : 'create',
    settings,
    facts: { runtimes: [], connections: [] },
    profile: 'kserve',
  }).errors[0]?.message;
}

const worded = (says: string | RegExp | undefined) =>
  says instanceof RegExp ? expect.stringMatching(says) : says;
const metric = (type: string, source: object) => ({
  tensorflow,
  autoScaling: { metrics: [{ type, ...source }] },
});
const worker = (model: object) => ({
  model: { modelFormat: { name: 'huggingface' }, ...model },
  workerSpec: {},
});
const model = (change: object) => ({
  model: { modelFormat: { name: 'tensorflow' }, ...tensorflow, ...change },
});
const several = (...mountPaths: string[]) => ({
  model: { modelFormat: { name: 'tensorflow' } },
  storageUris: mountPaths.map((mountPath, i) => ({
    uri: `s3://bucket/${i}`,
    mountPath,
  })),
});
const kserveContainer = { name: 'kserve-container', image: 'a:1' };

describe('examples of the reference, first error as KServe 0.20 answers', () => {
  it.each<[string, Example, string | RegExp | undefined]>([
    ['a good name', { name: 'abc-123' }, undefined],
    [
      'a name with a digit first',
      { name: '1abcde' },
      /^the InferenceService "1abcde" is invalid: a InferenceService name must consist of/,
    ],
    [
      'a container name in a framework block',
      { predictor: { sklearn: { ...tensorflow, name: 'invalid-name' } } },
      "the 'name' field is not allowed in standard predictor",
    ],
    [
      'an unknown class',
      { annotations: scaled('test') },
      '[test] is not a supported autoscaler class type',
    ],
    [
      'hpa, cpu 80',
      {
        annotations: scaled('hpa'),
        predictor: { tensorflow, scaleMetric: 'cpu', scaleTarget: 80 },
      },
      undefined,
    ],
    [
      'hpa, cpu 120',
      {
        annotations: scaled('hpa'),
        predictor: { tensorflow, scaleMetric: 'cpu', scaleTarget: 120 },
      },
      'the target utilization percentage should be a [1-100] integer',
    ],
    [
      'keda, cpu utilization',
      {
        annotations: scaled('keda'),
        predictor: metric('Resource', {
          resource: {
            name: 'cpu',
            target: { type: 'Utilization', averageUtilization: 80 },
          },
        }),
      },
      undefined,
    ],
    [
      'keda, prometheus',
      {
        annotations: scaled('keda'),
        predictor: metric('External', {
          external: {
            metric: {
              backend: 'prometheus',
              serverAddress: 'http://p',
              query: 'avg(vllm_requests_running)',
            },
            target: { type: 'Value', value: '10' },
          },
        }),
      },
      undefined,
    ],
    [
      'two frameworks',
      { predictor: { tensorflow, xgboost: tensorflow } },
      new RegExp(`${EXACTLY_ONE.source}PredictorSpec$`),
    ],
    [
      'an empty transformer',
      { spec: { transformer: {} } },
      new RegExp(`${EXACTLY_ONE.source}TransformerSpec$`),
    ],
    [
      'an empty explainer',
      { spec: { explainer: {} } },
      'exactly one of [ART, PodSpec, ComponentExtensionSpec] must be specified in ExplainerSpec',
    ],
    [
      'a framework with a service account',
      { predictor: { tensorflow, serviceAccountName: 'a' } },
      undefined,
    ],
    [
      'a container of its own',
      { predictor: { containers: [kserveContainer] } },
      undefined,
    ],
    [
      'a negative concurrency',
      { predictor: { tensorflow, containerConcurrency: -1 } },
      'parallelism cannot be less than 0',
    ],
    [
      'bounds the wrong way round',
      { predictor: { tensorflow, minReplicas: 2, maxReplicas: 1 } },
      "'MinReplicas' cannot be greater than MaxReplicas",
    ],
    [
      'several nodes from s3',
      {
        annotations: scaled('none'),
        predictor: worker({ storageUri: 's3://test' }),
      },
      `the InferenceService "foo" is invalid: Multinode only supports 'pvc' and 'oci' Storage Protocol(s3)`,
    ],
    [
      'an update to another mode',
      { annotations: STANDARD, previous: { status: 'Knative' } },
      "update rejected: deploymentMode cannot be changed from 'Knative' to 'Standard'",
    ],
    [
      'an update of the same mode',
      {
        annotations: { 'serving.kserve.io/deploymentMode': 'Knative' },
        previous: { status: 'Knative' },
      },
      undefined,
    ],
    [
      'an update before there is a status',
      {
        annotations: { 'serving.kserve.io/deploymentMode': 'Knative' },
        previous: { status: '' },
      },
      undefined,
    ],
    [
      'a relative path',
      { predictor: several('mnt/models') },
      'storage path must be absolute: mnt/models',
    ],
    [
      'paths with a parent',
      { predictor: several('/mnt/models/model1', '/mnt/models/model2') },
      undefined,
    ],
    [
      'paths without one',
      { predictor: several('/mnt/models', '/opt/models') },
      /^storage paths must have a common parent directory\. Current paths: \[\/mnt\/models \/opt\/models\]/,
    ],
    [
      'PYTHONPATH',
      { predictor: model({ env: [{ name: 'PYTHONPATH', value: '/x' }] }) },
      /PYTHONPATH/,
    ],
    [
      'MODEL_NAME',
      { predictor: model({ env: [{ name: 'MODEL_NAME', value: 'x' }] }) },
      undefined,
    ],
    [
      'an encrypted model',
      {
        predictor: model({
          storageUri: 's3://b/m',
          confidential: {
            enabled: true,
            resourceId: 'kbs:///default/key/model-key',
          },
        }),
      },
      undefined,
    ],
    [
      'an encrypted model nowhere',
      {
        predictor: model({
          storageUri: undefined,
          confidential: { enabled: true },
        }),
      },
      'confidential model serving requires storageUri to be set',
    ],
    [
      'a predictor name with a new model',
      {
        predictor: { tensorflow: { storageUri: 'gs://other' }, name: 'v2' },
        previous: { predictor: { tensorflow, name: '' } },
      },
      undefined,
    ],
    [
      'a predictor name alone',
      {
        predictor: { tensorflow, name: 'v2' },
        previous: { predictor: { tensorflow, name: '' } },
      },
      'predictor.name change requires a model change (e.g. storageUri)',
    ],
  ])('%s', (_, example, says) => {
    expect(firstError(example)).toEqual(worded(says));
  });

  it('checks in the order of KServe, component by component', () => {
    const transformer = {};
    expect(
      firstError({
        predictor: { tensorflow, containerConcurrency: -1 },
        spec: { transformer },
      }),
    ).toBe('parallelism cannot be less than 0');
  });
});
