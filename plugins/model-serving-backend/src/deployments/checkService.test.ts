import type {
  ClusterSettings,
  InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';
import { ResourceSchemas } from '../schemas';
import { kserveServices, sampleServices } from '../schemas/__testUtils__';
import { checkService } from './checkService';

const schemas = ResourceSchemas.create();
const P = 'spec.predictor';

function check(resource: object, profile: ClusterSettings['profile']) {
  return checkService(schemas, {
    // What it is, is what is checked
    resource: resource as InferenceService,
    settings: {
      cluster: 'local',
      isDefaultCluster: true,
      profile,
      defaultDeploymentMode: 'Standard',
      defaultResources: { limits: { cpu: '1' } },
      ingress: { domain: 'localhost', domainTemplate: '', urlScheme: 'http' },
      storageSchemes: ['s3'],
      autoscalerClasses: [],
      scaleToZero: false,
      maxReplicas: 10,
    },
    facts: {
      runtimes: [],
      connections: [{ name: 'models', type: 's3', ready: true }],
    },
  });
}

function service(predictor: object, spec: object = {}): object {
  return {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: { name: 'iris', namespace: 'demo' },
    spec: { predictor, ...spec },
  };
}

const model = { modelFormat: { name: 'onnx' }, storageUri: 's3://bucket/iris' };
const canary = [{ predictor: { name: 'next', model }, trafficPercent: 20 }];
const lines = ({ errors }: ReturnType<typeof check>) =>
  errors.map(({ path, message }) => `${path}: ${message}`);

describe('checkService', () => {
  it('takes what it is told is good', () => {
    for (const sample of sampleServices) {
      expect(lines(check(sample, 'greenroom'))).toEqual([]);
    }
  });

  it('KServe takes canaries, ART and encrypted models', () => {
    const [, withCanary] = kserveServices;
    expect(lines(check(withCanary, 'kserve'))).toEqual([]);
    expect(lines(check(service({ model }, { canary }), 'kserve'))).toEqual([]);
  });

  it.each`
    what                          | predictor
    ${'a container without name'} | ${{ containers: [{ image: 'example/app:1' }] }}
    ${'a fraction of a core'}     | ${{ model: { ...model, resources: { limits: { cpu: 0.5 } } } }}
    ${'a framework block'}        | ${{ onnx: { storageUri: 's3://bucket/iris' } }}
    ${'a field that is null'}     | ${{ model, minReplicas: null }}
  `('defaults before it looks at the schema: $what', ({ predictor }) => {
    for (const profile of ['greenroom', 'kserve'] as const) {
      expect(lines(check(service(predictor), profile))).toEqual([]);
    }
  });

  it('drops what nobody knows on a native cluster; another decides for itself', () => {
    const given = service({ model, replicas: 3 });
    const told = {
      path: `${P}.replicas`,
      message: `unknown field "${P}.replicas"`,
    };
    const native = check(given, 'greenroom');
    expect(native.resource.spec.predictor).not.toHaveProperty('replicas');
    expect(native.warnings).toContainEqual(told);
    const managed = check(given, 'kserve');
    expect(managed.resource.spec.predictor).toHaveProperty('replicas', 3);
    expect(managed.warnings).toContainEqual(told);
  });

  it('says of several fields at once what is wrong, by rule where a rule knows more', () => {
    const given = service({
      model: { ...model, resources: { limits: { memory: 'much' } } },
      scaleMetric: 'x',
      minReplicas: -1,
    });
    expect(lines(check(given, 'greenroom'))).toEqual([
      `${P}.scaleMetric: Unsupported value: "x": supported values: "cpu", "memory", "concurrency", "rps"`,
      `${P}.minReplicas: 'MinReplicas' cannot be less than 0`,
      `${P}.model.resources.limits.memory: "much" is no quantity; write for example 500m, 2 or 4Gi`,
    ]);
  });

  it('types come first: no rule reads what is none', () => {
    const given = service({ model: { ...model, args: 'x' }, minReplicas: -1 });
    expect(lines(check(given, 'greenroom'))).toEqual([
      `${P}.model.args: Invalid value: "x": ${P}.model.args in body must be of type array: "string"`,
    ]);
  });

  it('KServe wants the type of a target said, we see it by the value', () => {
    const target = { averageUtilization: 50 };
    const given = service({
      model,
      autoScaling: {
        metrics: [{ type: 'Resource', resource: { name: 'cpu', target } }],
      },
    });
    expect(lines(check(given, 'kserve'))).toEqual([
      `${P}.autoScaling.metrics[0].resource.target.type: Unsupported value: "": supported values: "Utilization", "Value", "AverageValue"`,
    ]);
    expect(lines(check(given, 'greenroom'))).toEqual([]);
  });
});
